// SPDX-License-Identifier: BSD-3-Clause
// Any bytes, in any pieces, at frame_reader: it never takes more memory than the largest frame and
// one burst, and what it reads does not depend on where the pieces end.
#include <ringleader/base/expects.hpp>
#include <ringleader/drivers/net/framing.hpp>

#include <algorithm>
#include <vector>

using namespace ringleader;
using namespace ringleader::net;

namespace {

struct heard {
  frame_kind kind;
  bytes body;
};

struct reading {
  std::vector<heard> frames;
  bool malformed = false;
};

/// cut: how long each piece may be, drawn from the input itself.
template <class Cut> reading read_all(const std::uint8_t* data, std::size_t size, Cut cut) {
  constexpr std::size_t largest = 70'000, burst = 512 << 10;
  frame_reader in{hello_bytes_max};
  reading all;
  while (size > 0) {
    auto [at, room] = in.space();
    EXPECTS(room > 0 && room <= burst);
    auto n = std::min({room, size, cut()});
    std::copy_n(data, n, at);
    data += n;
    size -= n;
    in.arrived(n);
    for (auto next = in.peek(); next != framing::more; next = in.peek()) {
      all.malformed = next == framing::malformed;
      if (all.malformed) return all;
      all.frames.push_back({in.kind(), bytes(in.body(), in.body() + in.body_size())});
      EXPECTS(in.body_size() < largest);
      in.pop();
      if (all.frames.size() == 1) in.set_largest(largest); // as after the hello
    }
  }
  return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::size_t step = 0;
  auto whole = read_all(data, size, [=] { return size; });
  auto cut = read_all(data, size, [&] { return 1 + data[step++ % size] % std::size_t{97}; });
  EXPECTS(whole.malformed == cut.malformed && whole.frames.size() == cut.frames.size());
  bytes again; // what was read, written again, is what came
  for (std::size_t i = 0; i < whole.frames.size(); ++i) {
    auto& each = whole.frames[i];
    EXPECTS(each.kind == cut.frames[i].kind && each.body == cut.frames[i].body);
    if (each.kind != frame_kind::data)
      put_control(again, each.kind, each.body);
    else if (!each.body.empty())
      put_data(again, each.body[0], bytes(each.body.begin() + 1, each.body.end()));
    else
      return 0; // a connection ends there
  }
  EXPECTS(again.size() <= size && std::equal(again.begin(), again.end(), data));
  return 0;
}
