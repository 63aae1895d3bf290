// SPDX-License-Identifier: BSD-3-Clause
/// Certificates for tests, made on the spot: an authority that signs what a test asks for, also
/// what no honest authority would. Files go to a fresh directory that is removed again.
///
///   certificate_authority prod;
///   net::tls_files files = prod.issue("ringleader:prod/node/a");
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/drivers/net/options.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

namespace ringleader {

class certificate_authority {
public:
  certificate_authority() : key_(make_key()) {
    std::string pattern = std::filesystem::temp_directory_path() / "ringleader-tls-XXXXXX";
    EXPECTS(::mkdtemp(pattern.data()));
    directory_ = pattern;
    certificate_ = blank("test authority", key_.get());
    extend(NID_basic_constraints, "critical,CA:TRUE", certificate_.get());
    sign(certificate_.get());
    write_certificate(certificate_.get(), path("authority"));
  }
  ~certificate_authority() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  certificate_authority(const certificate_authority&) = delete;
  certificate_authority& operator=(const certificate_authority&) = delete;

  /// A signed pair whose certificate carries this SAN URI, or none if empty. `seconds` from now on:
  /// negative for one that has expired.
  net::tls_files issue(const std::string& uri, long seconds = 3600) {
    auto stem = std::to_string(++issued_);
    auto key = make_key();
    auto certificate = blank("test " + stem, key.get());
    if (seconds < 0) X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 2 * seconds);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds);
    if (!uri.empty()) extend(NID_subject_alt_name, "URI:" + uri, certificate.get());
    sign(certificate.get());
    write_certificate(certificate.get(), path(stem));
    file out{std::fopen(path(stem + "-key").c_str(), "w"), &std::fclose};
    EXPECTS(out &&
            PEM_write_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr));
    return {path(stem), path(stem + "-key"), path("authority")};
  }

private:
  using file = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using x509_ptr = std::unique_ptr<X509, decltype(&X509_free)>;

  static key_ptr make_key() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

  x509_ptr blank(const std::string& name, EVP_PKEY* key) {
    x509_ptr made{X509_new(), &X509_free};
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_set_pubkey(made.get(), key);
    auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC, text, -1, -1,
                               0);
    auto* issuer = certificate_ ? certificate_.get() : made.get();
    X509_set_issuer_name(made.get(), X509_get_subject_name(issuer));
    return made;
  }

  static void extend(int what, const std::string& value, X509* certificate) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
    EXPECTS(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  void sign(X509* certificate) { EXPECTS(X509_sign(certificate, key_.get(), EVP_sha256()) > 0); }

  static void write_certificate(X509* certificate, const std::string& to) {
    file out{std::fopen(to.c_str(), "w"), &std::fclose};
    EXPECTS(out && PEM_write_X509(out.get(), certificate));
  }

  std::string path(const std::string& stem) const { return directory_ / (stem + ".pem"); }

  std::filesystem::path directory_;
  key_ptr key_;
  x509_ptr certificate_{nullptr, &X509_free};
  long serial_ = 0;
  int issued_ = 0;
};

} // namespace ringleader
