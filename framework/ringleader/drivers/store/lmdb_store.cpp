// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/lmdb_store.hpp>

#include <ringleader/drivers/store/data_directory.hpp>
#include <ringleader/drivers/store/journal.hpp>
#include <ringleader/drivers/store/lmdb_applier.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>

namespace ringleader {

result<std::unique_ptr<lmdb_store>> lmdb_store::open(const lmdb_store_options& options,
                                                     entropy_port& entropy) {
  EXPECTS(options.map_size >= std::size_t{1} << 20 && options.map_size <= std::size_t{1} << 40);
  EXPECTS(options.journal_size >= std::size_t{16} << 10 && options.journal_size <= std::size_t{1}
                                                                                     << 30);
  auto directory = open_data_directory(options, entropy);
  if (!directory) return directory.error();
  auto data = lmdb_database::open(options.path + '/' + data_file_name, options.map_size,
                                  lmdb_database::sharing::readers);
  if (!data) return data.error();
  auto note = commit_note::open(options.path, directory->identity.store);
  if (!note) return note.error();
  auto log = journal::open(options.path, directory->mark, directory->found);
  if (!log) return log.error();
  (*data)->set_commit_note(std::move(*note));
  (*data)->set_disk_fault(options.disk_fault);
  (*log)->set_disk_fault(options.disk_fault);
  return std::unique_ptr<lmdb_store>{
    new lmdb_store{std::move(*directory), std::move(*data), std::move(*log), options}};
}

lmdb_store::lmdb_store(data_directory directory, std::unique_ptr<lmdb_database> data,
                       std::unique_ptr<journal> log, const lmdb_store_options& options)
  : lock_(std::move(directory.lock)), identity_(std::move(directory.identity)),
    journal_(std::move(log)), frame_max_(journal_->room() / 4), data_(std::move(data)),
    applier_(std::make_unique<lmdb_applier>(
      *data_, applier_options{journal_->room() / 8 * 3, options.apply_delay, options.apply_fault},
      directory.mark, std::move(directory.found))),
    writer_(std::make_unique<group_writer>(
      [this](std::vector<store_write> group) { return commit(std::move(group)); },
      options.group_max, [this] { return answer_staged(); })) {}

lmdb_store::~lmdb_store() {
  close();
  data_.reset(); // tells who staged and waits still
  static_cast<void>(answer_staged());
}

result<stored_state> lmdb_store::load() { return applier_->load(); }

void lmdb_store::write(store_write batch, completion done) {
  writer_->write(std::move(batch), std::move(done));
}

result<void> lmdb_store::commit(std::vector<store_write> group) {
  if (auto ok = applier_->outcome(); !ok) return ok;
  if (!journal_->started() || !fits_frame(group, frame_max_)) return commit_beside_journal(group);
  encode_writes(group, payload_);
  if (!journal_->has_room(payload_.size())) {
    if (auto ok = applier_->settle(journal_->round()); !ok) return ok;
    journal_->turn();
  }
  auto end = journal_->append(payload_);
  if (!end) return end.error();
  applier_->add({std::move(group), *end}, payload_.size());
  return {};
}

result<void> lmdb_store::commit_beside_journal(const std::vector<store_write>& group) {
  auto mark = journal_->mark_beside();
  auto done = applier_->commit(group, mark);
  if (done) journal_->go_on_from(mark);
  return done;
}

void lmdb_store::stage(shared_bytes data, staged done) {
  data_->stage(std::move(data), [this, done = std::move(done)](result<void> outcome) {
    {
      std::lock_guard<std::mutex> guard{mutex_};
      answers_.emplace_back(done, std::move(outcome));
    }
    writer_->wake();
  });
  applier_->wake();
}

result<bool> lmdb_store::answer_staged() {
  std::vector<std::pair<staged, result<void>>> answers;
  {
    std::lock_guard<std::mutex> guard{mutex_};
    answers.swap(answers_);
  }
  for (auto& [done, outcome] : answers) done(std::move(outcome));
  if (auto ok = applier_->outcome(); !ok) return ok.error();
  return false;
}

void lmdb_store::close() {
  writer_->close();
  applier_->close();
}

} // namespace ringleader
