// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/directory_check.hpp>

#include <ringleader/drivers/store/journal_reader.hpp>
#include <ringleader/drivers/store/lmdb_store_options.hpp>

namespace ringleader {

namespace {

constexpr const char* advice =
  "; keep it aside. While the cluster has a majority start the node on an empty directory: it is "
  "fed by the others. Otherwise `recover` another node's directory, or `restore` a copy";

result<std::vector<journal_frame>> frames_behind(const store_report& report,
                                                 const journal_copy& journal) {
  auto store = report.identity.store;
  if (report.mark) return read_journal(journal, store, *report.mark, journal_age::of_the_mark);
  if (auto ok = expect_unused_journal(journal, store); !ok) return ok.error();
  return std::vector<journal_frame>{};
}

} // namespace

result<directory_content> check_directory(const std::string& directory) {
  directory_content content;
  auto report = check_store_file(directory + '/' + data_file_name);
  if (!report) return report.error();
  content.report = *report;
  if (report->is_backup)
    return {errc::refused,
            "it is a copy made by `backup`, and a copy is never put back as a member "
            "of its cluster; use `restore` to make a new cluster from it"};
  auto found = frames_behind(*report, copy_journal(directory));
  if (!found) return found.error();
  content.found = std::move(*found);
  content.held = held_by(report->transaction, report->mark, content.found);
  auto whole = expect_acknowledged(copy_notes(directory), report->identity.store, content.held);
  if (!whole) return whole.error();
  return content;
}

acknowledged held_by(std::uint64_t transaction, const std::optional<journal_mark>& mark,
                     const std::vector<journal_frame>& found) {
  if (!found.empty()) return {transaction, found.back().end};
  return {transaction, mark.value_or(journal_mark{})};
}

failure about_directory(const std::string& directory, failure why) {
  why.message = "data directory " + directory + ": " + why.message;
  if (why.code == errc::corrupt) why.message += advice;
  return why;
}

} // namespace ringleader
