// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/lmdb_store.hpp>

#include <ringleader/drivers/data_directory.hpp>
#include <ringleader/drivers/lmdb_database.hpp>

namespace ringleader {

result<std::unique_ptr<lmdb_store>> lmdb_store::open(const lmdb_store_options& options,
                                                     entropy_port& entropy) {
  EXPECTS(options.map_size >= std::size_t{1} << 20 && options.map_size <= std::size_t{1} << 40);
  auto directory = open_data_directory(options, entropy);
  if (!directory) return directory.error();
  auto data = lmdb_database::open(options.path + '/' + data_file_name, options.map_size,
                                  lmdb_database::sharing::readers);
  if (!data) return data.error();
  auto note = commit_note::open(options.path, directory->identity.store);
  if (!note) return note.error();
  (*data)->set_commit_note(std::move(*note));
  (*data)->set_disk_fault(options.disk_fault);
  return std::unique_ptr<lmdb_store>{new lmdb_store{std::move(directory->lock), std::move(*data),
                                                    std::move(directory->identity),
                                                    options.group_max}};
}

lmdb_store::lmdb_store(directory_lock lock, std::unique_ptr<lmdb_database> data,
                       store_identity identity, std::size_t group_max)
  : lock_(std::move(lock)), data_(std::move(data)), identity_(std::move(identity)),
    writer_(std::make_unique<group_writer>(
      [this](const std::vector<store_write>& group) { return data_->commit(group); }, group_max,
      [this] { return data_->work(); })) {}

lmdb_store::~lmdb_store() { close(); }

result<stored_state> lmdb_store::load() { return data_->load(); }

void lmdb_store::write(store_write batch, completion done) {
  writer_->write(std::move(batch), std::move(done));
}

void lmdb_store::stage(std::shared_ptr<const bytes> data, staged done) {
  data_->stage(std::move(data), std::move(done));
  writer_->wake();
}

void lmdb_store::close() { writer_->close(); }

} // namespace ringleader
