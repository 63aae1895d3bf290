// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/cli/admin.hpp>
#include <ringleader/actors/cli/complaints.hpp>
#include <ringleader/drivers/host/system_entropy.hpp>
#include <ringleader/drivers/store/store_admin.hpp>
#include <ringleader/formation/examination.hpp>
#include <ringleader/formation/rebuild.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iostream>

namespace ringleader {

namespace {

using nlohmann::json;

/// Paths are any bytes.
std::string in_json(const json& what) {
  return what.dump(-1, ' ', false, json::error_handler_t::replace);
}

int complain(const failure& why, bool as_json) {
  auto& text = why.message;
  if (as_json)
    std::cout << in_json({{"verdict", "refused"}, {"code", to_string(why.code)}, {"why", text}})
              << std::endl;
  std::cerr << "ringleader: " << text << " (" << to_string(why.code) << ")" << std::endl;
  return 1;
}

int miss(const std::string& subcommand, const std::string& option) {
  return misused(subcommand + " needs " + option);
}

int finish(const result<std::string>& said, bool as_json) {
  if (!said) return complain(said.error(), as_json);
  std::cout << *said << std::endl;
  return 0;
}

/// What a directory holds, for programs.
json in_fields(const std::string& directory, const store_report& report) {
  return {{"verdict", "sound"},
          {"directory", directory},
          {"cluster_name", report.identity.cluster_name},
          {"cluster", to_hex(report.identity.cluster)},
          {"store", to_hex(report.identity.store)},
          {"term", report.hard.term.value},
          {"first_record", report.first_record.value},
          {"last_record", report.last_record.value},
          {"snapshot", report.snapshot.value},
          {"snapshot_bytes", report.snapshot_size},
          {"transaction", report.transaction},
          {"file_bytes", report.file_size}};
}

/// The same for people.
std::string in_lines(const std::string& directory, const store_report& report) {
  return fmt::format("{} is sound\ncluster    {} {}\nstore      {}\nterm       {}\n"
                     "log        {} to {}\nsnapshot   {}, {} bytes\nfile       {} bytes",
                     directory, report.identity.cluster_name, to_hex(report.identity.cluster),
                     to_hex(report.identity.store), report.hard.term.value,
                     report.first_record.value, report.last_record.value, report.snapshot.value,
                     report.snapshot_size, report.file_size);
}

report_text describe(const std::string& directory, bool as_json) {
  return [=](const store_report& report) {
    return as_json ? in_json(in_fields(directory, report)) : in_lines(directory, report);
  };
}

/// With what the log says: entries that apply() refuses as malformed change nothing, and no node of
/// ours writes one.
report_text describe_verified(const std::string& directory, bool as_json,
                              std::shared_ptr<const formation::examination> seen) {
  return [=](const store_report& report) {
    if (as_json) {
      auto fields = in_fields(directory, report);
      fields["commands"] = seen->commands;
      fields["malformed"] = seen->malformed;
      fields["first_malformed"] = seen->first_malformed.value;
      return in_json(fields);
    }
    auto text = in_lines(directory, report);
    if (seen->malformed == 0) return text;
    return text +
           fmt::format("\nmalformed  {} of {} commands; they change nothing. The first is {}: {}",
                       seen->malformed, seen->commands, seen->first_malformed.value, seen->why);
  };
}

rebuild with_fresh_ids() {
  return [](stored_state from) {
    system_entropy entropy;
    store_id store{entropy.next()};
    return formation::reborn(std::move(from), store, cluster_id{entropy.next()});
  };
}

} // namespace

int verify_command(const parsed_options& parsed) {
  auto& o = parsed.node;
  if (o.data_dir.empty()) return miss("verify", "--data-dir DIRECTORY");
  auto seen = std::make_shared<formation::examination>();
  auto check = [seen](const stored_state& stored) -> result<void> {
    if (auto ok = formation::check_start(stored); !ok) return ok;
    auto found = formation::examine(stored);
    if (!found) return found.error();
    *seen = std::move(*found);
    return {};
  };
  return finish(verify_store(o.data_dir, describe_verified(o.data_dir, o.json, seen), check),
                o.json);
}

int backup_command(const parsed_options& parsed) {
  auto& o = parsed.node;
  if (o.data_dir.empty()) return miss("backup", "--data-dir DIRECTORY");
  if (o.to.empty()) return miss("backup", "--to FILE_OR_DIRECTORY");
  auto file = backup_store(o.data_dir, o.to);
  if (file && o.json) file = in_json({{"copy", *file}});
  return finish(file, o.json);
}

int restore_command(const parsed_options& parsed) {
  auto& o = parsed.node;
  if (o.from.empty()) return miss("restore", "--from FILE");
  if (o.data_dir.empty()) return miss("restore", "--data-dir DIRECTORY");
  return finish(restore_store(o.from, o.data_dir, with_fresh_ids(), describe(o.data_dir, o.json)),
                o.json);
}

int recover_command(const parsed_options& parsed) {
  auto& o = parsed.node;
  if (o.data_dir.empty()) return miss("recover", "--data-dir DIRECTORY");
  if (!o.force_new_cluster)
    return miss("recover", "--force-new-cluster: it makes a new cluster out of this directory "
                           "alone, and what only the others know is lost");
  return finish(recover_store(o.data_dir, with_fresh_ids(), describe(o.data_dir, o.json)), o.json);
}

} // namespace ringleader
