// SPDX-License-Identifier: BSD-3-Clause
/// Mutual TLS for the transport: TLS 1.2 or newer, each side shows a certificate of the authority,
/// no resumption and no renegotiation, so that every connection was checked in full. Who may be who
/// is not decided here but by SAN URI (hello.hpp); host names in certificates are not looked at.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/drivers/net/options.hpp>

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ringleader::net {

/// Reads and checks the files; io_error says which one is wrong and how.
result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(const tls_files& files);

/// The SAN URIs of the certificate that the peer showed, each without embedded zero bytes; bounded.
std::vector<std::string> peer_uris(SSL* session);

/// What is wrong with that certificate: "certificate has expired". Empty if nothing is.
std::string why_unverified(SSL* session);

} // namespace ringleader::net
