// SPDX-License-Identifier: BSD-3-Clause
// Runs the transcripts of this folder against a directory of four partitions. The last digit of a
// key, if it has one, is its partition.
//
//   directory [idle=2m] [max=N] [waiting=N] [stash=N] [stash_total=N] [bytes=N] [pause=1s]
//             [pause_max=8s]
//   serve P epoch=E | drain P | freeze | thaw | close
//   deliver KEY... [epoch=E] [bytes=1]         one request each, numbered 1, 2, 3, ...
//   started KEY... | start_failed KEY | stopped KEY... | crashed KEY
//   finished KEY [count=1]
//   advance TIME                      time passes, a sweep at each deadline
#include <ringleader/entities/directory.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <optional>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

class entity_world {
public:
  std::string run(const command& c) {
    if (c.name == "directory") return make(c);
    if (!directory_) throw scenario_error("directory comes first");
    if (c.name == "serve")
      return step(serve_partition{partition(c), partition_epoch{c.number("epoch")}});
    if (c.name == "drain") return step(drain_partition{partition(c)});
    if (c.name == "freeze") return step(freeze_entities{});
    if (c.name == "thaw") return step(thaw_entities{});
    if (c.name == "close") return step(close_directory{});
    if (c.name == "advance") return advance(parse_time(c.word(0)));
    std::string text;
    for (const auto& key : c.words) text += entity(c, key);
    return text;
  }

private:
  static partition_id partition(const command& c) {
    return partition_id{static_cast<std::uint32_t>(parse_number(c.word(0)))};
  }

  std::string make(const command& c) {
    directory_options options;
    options.partitions = 4;
    options.idle_after = parse_time(c.option("idle", "2m"));
    options.active_max = static_cast<std::uint32_t>(c.number("max", 100));
    options.waiting_max = static_cast<std::uint32_t>(c.number("waiting", 100));
    options.stash_max = static_cast<std::uint32_t>(c.number("stash", 100));
    options.stash_total_max = static_cast<std::uint32_t>(c.number("stash_total", 1000));
    options.stash_bytes_max = c.number("bytes", options.stash_bytes_max);
    options.retry_pause = parse_time(c.option("pause", "1s"));
    options.retry_pause_max = parse_time(c.option("pause_max", "8s"));
    directory_.emplace(options);
    return "ok\n";
  }

  std::string entity(const command& c, const std::string& key) {
    if (c.name == "deliver") {
      auto digit = key.back() >= '0' && key.back() <= '3' ? key.back() - '0' : 0;
      return step(deliver_message{request_id{++requests_},
                                  {entity_type_id{1}, key},
                                  partition_id{static_cast<std::uint32_t>(digit)},
                                  partition_epoch{c.number("epoch", 0)},
                                  c.number("bytes", 1)});
    }
    auto found = slots_.find(key);
    if (found == slots_.end()) throw scenario_error("nothing was spawned for " + key);
    if (c.name == "started") return step(entity_started{found->second});
    if (c.name == "start_failed") return step(entity_start_failed{found->second});
    if (c.name == "stopped") return step(entity_stopped{found->second, false});
    if (c.name == "crashed") return step(entity_stopped{found->second, true});
    if (c.name == "yields") return step(entity_yields{found->second});
    if (c.name == "finished")
      return step(
        requests_finished{found->second, static_cast<std::uint32_t>(c.number("count", 1))});
    throw scenario_error("unknown command " + c.name);
  }

  std::string advance(duration d) {
    std::string text;
    auto end = now_ + d;
    while (directory_->next_deadline() <= end) {
      now_ = std::max(now_, directory_->next_deadline());
      text += step(sweep_idle{});
    }
    now_ = end;
    return text + step(sweep_idle{});
  }

  std::string step(const directory_event& event) {
    std::string text;
    for (const auto& effect : directory_->step(event, now_))
      text += to_string(duration{now_.time_since_epoch()}) + " " + print(effect) + "\n";
    return text;
  }

  std::string print(const directory_effect& effect) {
    if (auto* spawn = std::get_if<spawn_entity>(&effect)) {
      slots_[spawn->entity.key] = spawn->slot;
      keys_[spawn->slot] = spawn->entity.key;
      return "spawn " + spawn->entity.key + " token=" + to_string(spawn->token);
    }
    if (auto* forward = std::get_if<forward_request>(&effect))
      return "forward " + to_string(forward->request) + " to " + keys_.at(forward->slot);
    if (auto* stop = std::get_if<stop_entity>(&effect))
      return "stop " + keys_.at(stop->slot) + " (" + to_string(stop->cause) + ")";
    return to_string(effect);
  }

  std::optional<directory> directory_;
  std::map<std::string, entity_slot> slots_; ///< the newest of each key
  std::map<entity_slot, std::string> keys_;
  std::uint64_t requests_ = 0;
  instant now_{};
};

} // namespace

TEST_CASE("a directory behaves as its transcripts say") {
  for (const auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/entities")) {
    entity_world world;
    CHECK(run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
  }
}
