// SPDX-License-Identifier: BSD-3-Clause
CAF_BEGIN_TYPE_ID_BLOCK(bank, first_custom_type_id)
CAF_ADD_TYPE_ID(bank, (std::vector<bank::deposit>))
CAF_END_TYPE_ID_BLOCK(bank)

namespace ringleader {

class machine {
public:
  machine(int a, int b) : a_{a}, b_(b), c_{} { // WANT function_length
    step(1);
    step(2);
    step(3);
    step(4);
    step(5);
    step(6);
    step(7);
    step(8);
    step(9);
    step(10);
    step(11);
    step(12);
    step(13);
    step(14);
    step(15);
    step(16);
    step(17);
    step(18);
    step(19);
    step(20);
    step(21);
    step(22);
    step(23);
    step(24);
    step(25);
    step(26);
    step(27);
    step(28);
    step(29);
    step(30);
    step(31);
    step(32);
    step(33);
    step(34);
    step(35);
    step(36);
    step(37);
    step(38);
    step(39);
    step(40);
    step(41);
    step(42);
    step(43);
    step(44);
    step(45);
    step(46);
    step(47);
    step(48);
    step(49);
    step(50);
    step(51);
    step(52);
    step(53);
    step(54);
    step(55);
    step(56);
    step(57);
    step(58);
    step(59);
    step(60);
  }

  int sixty_lines(options o = {}) const noexcept {
    step(1);
    step(2);
    step(3);
    step(4);
    step(5);
    step(6);
    step(7);
    step(8);
    step(9);
    step(10);
    step(11);
    step(12);
    step(13);
    step(14);
    step(15);
    step(16);
    step(17);
    step(18);
    step(19);
    step(20);
    step(21);
    step(22);
    step(23);
    step(24);
    step(25);
    step(26);
    step(27);
    step(28);
    step(29);
    step(30);
    step(31);
    step(32);
    step(33);
    step(34);
    step(35);
    step(36);
    step(37);
    step(38);
    step(39);
    step(40);
    step(41);
    step(42);
    step(43);
    step(44);
    step(45);
    step(46);
    step(47);
    step(48);
    step(49);
    step(50);
    step(51);
    step(52);
    step(53);
    step(54);
    step(55);
    step(56);
    step(57);
    step(58);
  }
};

template <class T> // WANT function_length
std::vector<int> table::apply(log_index index,
                              const std::map<int, T>& all) {
  if (all.count(1)) {
  }
  if (all.count(2)) {
  }
  if (all.count(3)) {
  }
  if (all.count(4)) {
  }
  if (all.count(5)) {
  }
  if (all.count(6)) {
  }
  if (all.count(7)) {
  }
  if (all.count(8)) {
  }
  if (all.count(9)) {
  }
  if (all.count(10)) {
  }
  if (all.count(11)) {
  }
  if (all.count(12)) {
  }
  if (all.count(13)) {
  }
  if (all.count(14)) {
  }
  if (all.count(15)) {
  }
  if (all.count(16)) {
  }
  if (all.count(17)) {
  }
  if (all.count(18)) {
  }
  if (all.count(19)) {
  }
  if (all.count(20)) {
  }
  if (all.count(21)) {
  }
  if (all.count(22)) {
  }
  if (all.count(23)) {
  }
  if (all.count(24)) {
  }
  if (all.count(25)) {
  }
  if (all.count(26)) {
  }
  if (all.count(27)) {
  }
  if (all.count(28)) {
  }
  if (all.count(29)) {
  }
  if (all.count(30)) {
  }
}

constexpr int primes[] = {
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
  2,
};

} // namespace ringleader
