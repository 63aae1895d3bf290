// SPDX-License-Identifier: BSD-3-Clause
#include "../../support/certificates.hpp"
#include "wire_fixture.hpp"

#include <ringleader/drivers/net/client.hpp>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <fstream>

using namespace ringleader;
using namespace ringleader::net;
using namespace std::chrono_literals;

namespace {

transport_options secured(const std::string& name, std::uint64_t id, const tls_files& files) {
  auto options = quick_options(name, id, id + 10);
  options.tls = files;
  return options;
}

bool contains(const failure& why, const std::string& part) {
  return why.message.find(part) != std::string::npos;
}

/// What the operator of a process with these options reads when it dials `to`; empty if it came up.
std::string trouble_dialing(transport_options options, const test_node& to) {
  test_node stranger{std::move(options)};
  stranger.wire->link(to.at);
  stranger.sink.wait([](const seen& s) { return !s.troubles.empty() || !s.ups.empty(); });
  auto s = stranger.sink.look();
  CHECK(s.ups.empty());
  CHECK(to.wire->counters().connections_accepted == 0);
  return s.troubles.empty() ? "" : to_string(s.troubles[0]);
}

using Catch::Matchers::Contains;

} // namespace

TEST_CASE("nodes with certificates for their names talk through TLS, frames of any size") {
  certificate_authority prod;
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  test_node b{secured("b", 2, prod.issue("ringleader:prod/node/b"))};
  a.wire->link(b.at);
  b.wire->link(a.at);
  a.wire->link(a.at);
  REQUIRE(a.sees(b));
  REQUIRE(b.sees(a));
  for (std::uint8_t i = 0; i < 100; ++i)
    REQUIRE(a.send(b, lane::bulk, bytes(std::size_t{i} * 1000, i)) == errc::none);
  REQUIRE(b.sink.wait([](const seen& s) { return s.frames.size() == 100; }));
  auto s = b.sink.look();
  for (std::uint8_t i = 0; i < 100; ++i)
    REQUIRE(s.frames[i].what.body == bytes(std::size_t{i} * 1000, i));
  CHECK(s.downs.empty());
  CHECK(s.troubles.empty());
  CHECK(a.sink.look().troubles.empty());
}

TEST_CASE("with TLS the node listens on every address") {
  certificate_authority prod;
  auto options = secured("a", 1, prod.issue("ringleader:prod/node/a"));
  options.listen = {"0.0.0.0", 0};
  options.advertise = endpoint{"127.0.0.1", 0};
  recording_sink sink;
  CHECK(asio_transport{options}.start(sink));
}

TEST_CASE("a certificate of another name, cluster or role, or none of ours, is refused") {
  certificate_authority prod, foreign;
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  auto dials = [&](const tls_files& files) { return trouble_dialing(secured("b", 2, files), a); };
  auto of_foreign = foreign.issue("ringleader:prod/node/b");
  of_foreign.authority = prod.issue("").authority; // trusts us, but we do not trust it
  CHECK_THAT(dials(prod.issue("ringleader:prod/node/c")),
             Contains("'ringleader:prod/node/b'") && Contains("'ringleader:prod/node/c'"));
  CHECK_THAT(dials(prod.issue("ringleader:test/node/b")), Contains("'ringleader:prod/node/b'"));
  CHECK_THAT(dials(prod.issue("ringleader:prod/client/b")), Contains("'ringleader:prod/node/b'"));
  CHECK_THAT(dials(prod.issue("")), Contains("it carries none"));
  CHECK_THAT(dials(of_foreign), Contains("no TLS"));
  CHECK_THAT(dials(prod.issue("ringleader:prod/node/b", -3600)), Contains("no TLS"));
  CHECK_THAT(dials(foreign.issue("ringleader:prod/node/b")),
             Contains("certificate signature failure"));
  CHECK(a.wire->counters().connections_refused >= 6);
}

TEST_CASE("an acceptor that cannot prove its name is refused by the one that dials") {
  certificate_authority prod;
  test_node false_a{secured("a", 1, prod.issue("ringleader:prod/node/b"))};
  CHECK_THAT(trouble_dialing(secured("c", 3, prod.issue("ringleader:prod/node/c")), false_a),
             Contains("the certificate of node 'a'"));
  test_node client_as_node{secured("a", 4, prod.issue("ringleader:prod/client/a"))};
  CHECK_THAT(trouble_dialing(secured("c", 3, prod.issue("ringleader:prod/node/c")), client_as_node),
             Contains("the certificate of node 'a'"));
}

TEST_CASE("plain TCP at a TLS port and TLS at a plain port are dropped with a hint") {
  certificate_authority prod;
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  CHECK_THAT(trouble_dialing(quick_options("b", 2, 12), a), Contains("expects TLS"));
  CHECK(a.wire->counters().connections_refused >= 1);
  test_node plain{"p", 3, 13};
  CHECK_THAT(trouble_dialing(secured("b", 2, prod.issue("ringleader:prod/node/b")), plain),
             Contains("no TLS"));
  CHECK(plain.wire->counters().connections_refused >= 1);
}

TEST_CASE("a stranger without a certificate gets no further than the handshake") {
  certificate_authority prod;
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  namespace ssl = boost::asio::ssl;
  boost::asio::io_context io;
  ssl::context no_certificate{ssl::context::tls_client};
  ssl::stream<boost::asio::ip::tcp::socket> stream{io, no_certificate};
  stream.lowest_layer().connect({boost::asio::ip::make_address(a.at.host), a.at.port});
  boost::system::error_code failed;
  stream.handshake(ssl::stream_base::client, failed); // in TLS 1.3 the refusal comes after it
  bytes answer(1);
  if (!failed) stream.read_some(boost::asio::buffer(answer), failed);
  CHECK(failed);
  CHECK(a.wire->counters().connections_accepted == 0);
}

TEST_CASE("TLS 1.1 is too old") {
  certificate_authority prod;
  auto files = prod.issue("ringleader:prod/node/b");
  test_node a{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  namespace ssl = boost::asio::ssl;
  boost::asio::io_context io;
  ssl::context old{ssl::context::tls_client};
  old.use_certificate_chain_file(files.certificate);
  old.use_private_key_file(files.key, ssl::context::pem);
  auto attempt = [&](int version) {
    SSL_CTX_set_min_proto_version(old.native_handle(), version);
    SSL_CTX_set_max_proto_version(old.native_handle(), version);
    SSL_CTX_set_cipher_list(old.native_handle(), "ALL:@SECLEVEL=0");
    ssl::stream<boost::asio::ip::tcp::socket> stream{io, old};
    stream.lowest_layer().connect({boost::asio::ip::make_address(a.at.host), a.at.port});
    boost::system::error_code failed;
    stream.handshake(ssl::stream_base::client, failed);
    return !failed;
  };
  CHECK_FALSE(attempt(TLS1_1_VERSION));
  CHECK(attempt(TLS1_2_VERSION));
}

TEST_CASE("a tool is let in by its own certificate, and not by that of a node") {
  certificate_authority prod;
  answering_sink sink;
  asio_transport wire{secured("a", 1, prod.issue("ringleader:prod/node/a"))};
  sink.wire = &wire;
  auto at = wire.start(sink);
  REQUIRE(at);
  auto ask = [&](const tls_files& files, const std::string& cluster) {
    return call({cluster, "ops", files}, *at, admin_channel, {1}, 30s);
  };
  auto good = prod.issue("ringleader:prod/admin/ops");
  CHECK(ask(good, "prod"));
  CHECK(ask(good, ""));
  auto refused = ask(prod.issue("ringleader:prod/node/ops"), "prod");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::refused);
  CHECK(contains(refused.error(), "'ringleader:prod/admin/ops'"));
}

TEST_CASE("files that cannot be used are named at the start") {
  certificate_authority prod;
  auto good = prod.issue("ringleader:prod/node/a");
  auto other = prod.issue("ringleader:prod/node/b");
  auto garbage = other.certificate + ".garbage";
  std::ofstream{garbage} << "-----BEGIN CERTIFICATE-----\nno\n";
  recording_sink sink;
  auto start = [&](tls_files files) {
    auto started = asio_transport{secured("a", 1, files)}.start(sink);
    REQUIRE_FALSE(started);
    CHECK(started.error().code == errc::io_error);
    return started.error().message;
  };
  CHECK_THAT(start({"/none", good.key, good.authority}), Contains("certificate '/none'"));
  CHECK_THAT(start({garbage, good.key, good.authority}), Contains(garbage));
  CHECK_THAT(start({good.certificate, "/none", good.authority}), Contains("key '/none'"));
  CHECK_THAT(start({good.certificate, garbage, good.authority}), Contains(garbage));
  CHECK_THAT(start({good.certificate, other.key, good.authority}), Contains("does not belong"));
  CHECK_THAT(start({good.certificate, good.key, "/none"}), Contains("authority '/none'"));
  CHECK_THAT(start({good.certificate, good.key, garbage}), Contains(garbage));
}
