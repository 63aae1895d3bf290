// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/tls_context.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace ringleader::net {

namespace ssl = boost::asio::ssl;

namespace {

constexpr int uris_max = 64;

failure unusable(const char* what, const std::string& path, const std::string& why) {
  return {errc::io_error, std::string("the TLS ") + what + " '" + path + "' cannot be used (" +
                            why + "): give a PEM file that this process can read"};
}

void harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
}

} // namespace

result<std::shared_ptr<ssl::context>> make_tls_context(const tls_files& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls);
  harden(context->native_handle());
  boost::system::error_code failed;
  context->use_certificate_chain_file(files.certificate, failed);
  if (failed) return unusable("certificate", files.certificate, failed.message());
  // A key with a passphrase must fail, not ask on the terminal of a service.
  context->set_password_callback([](auto&&...) { return std::string{}; }, failed);
  context->use_private_key_file(files.key, ssl::context::pem, failed);
  if (failed &&
      ERR_GET_REASON(static_cast<unsigned long>(failed.value())) == X509_R_KEY_VALUES_MISMATCH)
    return {errc::io_error, "the TLS key '" + files.key + "' does not belong to the certificate '" +
                              files.certificate + "': give the pair that was issued together"};
  if (failed) return unusable("key", files.key, failed.message());
  context->load_verify_file(files.authority, failed);
  if (failed) return unusable("authority", files.authority, failed.message());
  context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  ERR_clear_error();
  return context;
}

std::string why_unverified(SSL* session) {
  auto verdict = SSL_get_verify_result(session);
  return verdict == X509_V_OK ? "" : X509_verify_cert_error_string(verdict);
}

std::vector<std::string> peer_uris(SSL* session) {
  std::vector<std::string> uris;
  std::unique_ptr<X509, decltype(&X509_free)> shown{SSL_get1_peer_certificate(session), &X509_free};
  if (!shown) return uris;
  std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names{
    static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(shown.get(), NID_subject_alt_name, nullptr, nullptr)),
    &GENERAL_NAMES_free};
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()) && i < uris_max; ++i) {
    auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    auto* text = name->d.uniformResourceIdentifier;
    std::string uri{reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                    static_cast<std::size_t>(ASN1_STRING_length(text))};
    if (uri.find('\0') == std::string::npos) uris.push_back(std::move(uri));
  }
  return uris;
}

} // namespace ringleader::net
