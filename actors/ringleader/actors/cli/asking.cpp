// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/cli/asking.hpp>
#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/runtime/outbox.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/drivers/net/client.hpp>

#include <nlohmann/json.hpp>

#include <iostream>

namespace ringleader {

using nlohmann::json;

std::optional<std::string> ask_node(const node_options& options, const std::string& question) {
  net::client_identity who;
  who.cluster_name = options.has_tls() ? options.cluster : "";
  who.name = options.name.empty() ? "admin" : options.name;
  if (options.has_tls())
    who.tls = net::tls_files{options.tls_cert, options.tls_key, options.tls_ca};
  auto at = options.at.value_or(options.listen);
  auto answer = net::call(who, at, static_cast<std::uint8_t>(channel::admin),
                          encode(wire::admin_request{question}), std::chrono::seconds{3});
  if (answer) return to_text(*answer);
  std::cerr << "ringleader: no answer from " << to_string(at) << ": " << to_string(answer.error())
            << std::endl;
  return std::nullopt;
}

int show_answer(const parsed_options& parsed, const std::string& question,
                readable_answer readable) {
  if (parsed.node.json) return tell_node(parsed.node, question);
  auto text = ask_node(parsed.node, question);
  if (!text) return 1;
  auto shown = readable(*text);
  if (!shown) {
    std::cerr << "ringleader: " << shown.error().message << std::endl;
    return 1;
  }
  std::cout << *shown << std::flush;
  return 0;
}

int tell_node(const node_options& options, const std::string& request) {
  auto text = ask_node(options, request);
  if (!text) return 1;
  auto all = json::parse(*text, nullptr, false);
  if (all.is_object() && all.contains("error")) {
    std::cerr << "ringleader: " << all["error"].get<std::string>() << std::endl;
    return 1;
  }
  std::cout << *text << std::endl;
  return 0;
}

} // namespace ringleader
