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

endpoint asked_at(const node_options& options) { return options.at.value_or(options.listen); }

result<std::string> question(const node_options& options, const std::string& what) {
  net::client_identity who;
  who.cluster_name = options.has_tls() ? options.cluster : "";
  who.name = options.name.empty() ? "admin" : options.name;
  if (options.has_tls())
    who.tls = net::tls_files{options.tls_cert, options.tls_key, options.tls_ca};
  auto answer = net::call(who, asked_at(options), static_cast<std::uint8_t>(channel::admin),
                          encode(wire::admin_request{what}), std::chrono::seconds{3});
  if (!answer) return answer.error();
  return to_text(*answer);
}

std::optional<std::string> ask_node(const node_options& options, const std::string& what) {
  auto answer = question(options, what);
  if (answer) return *answer;
  std::cerr << "ringleader: no answer from " << to_string(asked_at(options)) << ": "
            << to_string(answer.error()) << std::endl;
  return std::nullopt;
}

int show_answer(const parsed_options& parsed, const std::string& what, readable_answer readable) {
  if (parsed.node.json) return tell_node(parsed.node, what, {});
  auto text = ask_node(parsed.node, what);
  if (!text) return 1;
  auto shown = readable(*text);
  if (!shown) {
    std::cerr << "ringleader: " << shown.error().message << std::endl;
    return 1;
  }
  std::cout << *shown << std::flush;
  return 0;
}

int tell_node(const node_options& options, const std::string& request, const std::string& done,
              const std::string& key) {
  auto text = ask_node(options, request);
  if (!text) return 1;
  auto all = json::parse(*text, nullptr, false);
  if (all.is_object() && all.contains("error")) {
    std::cerr << "ringleader: " << all["error"].get<std::string>() << std::endl;
    return 1;
  }
  if (options.json || done.empty())
    std::cout << *text << std::endl;
  else
    std::cout << done << (all.is_object() ? all.value(key, "") : "") << std::endl;
  return 0;
}

} // namespace ringleader
