// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/options.hpp>

#include <ringleader/options/configure.hpp>
#include <ringleader/options/option_table.hpp>
#include <ringleader/options/plain_text.hpp>

#include <boost/program_options.hpp>

#include <fstream>
#include <sstream>
#include <unistd.h>

namespace ringleader {

namespace {

namespace po = boost::program_options;

constexpr const char* file_option = "options-file";
constexpr unsigned help_width = 100;

failure wrong(const std::string& message) { return {errc::invalid_option, one_line(message)}; }

/// One line, whatever the library put into it.
failure explain(const po::error& why, const std::string& where) {
  if (auto* unknown = dynamic_cast<const po::unknown_option*>(&why)) {
    auto name = unknown->get_option_name();
    name = name.substr(0, name.find('='));
    if (!where.empty()) return wrong("unknown option " + name + " in " + where + "; see --help");
    return wrong("unknown option " + name + "; see --help");
  }
  return wrong(std::string{why.what()} + (where.empty() ? "" : " in " + where) + "; see --help");
}

po::options_description table_description() {
  const node_options defaults;
  po::options_description all{help_width};
  std::vector<po::options_description> sections;
  std::string current;
  for (auto& row : option_table()) {
    if (row.section != current) {
      current = row.section;
      sections.emplace_back("Options for " + current, help_width);
    }
    auto* value = po::value<std::string>();
    auto text = row.help;
    if (row.is_flag())
      value->zero_tokens()->implicit_value("true", "");
    else
      value->value_name(row.type);
    auto preset = row.print(defaults);
    if (!row.is_flag() && !preset.empty()) text += " Default: " + preset + '.';
    sections.back().add_options()(row.name.c_str(), value, text.c_str());
  }
  for (auto& section : sections) all.add(section);
  return all;
}

po::options_description general_description() {
  po::options_description general{"General", help_width};
  auto add = general.add_options();
  add("help,h", "Prints this text.");
  add("version", "Prints the release.");
  add(file_option, po::value<std::string>()->value_name("FILE"),
      "Reads options from this file, one `name = value` a line. Command line and environment go "
      "before it.");
  return general;
}

result<po::parsed_options> read_file(const std::string& path,
                                     const po::options_description& known) {
  std::ifstream in{path};
  if (in) in.peek(); // of a directory nothing can be read
  if (!in && !in.eof())
    return wrong("cannot read the options file " + path + "; name another with --options-file");
  try {
    return po::parse_config_file(in, known);
  } catch (const po::error& why) {
    return explain(why, path);
  }
}

/// The text of a row and where it came from, for the message if it is wrong.
struct found_text {
  std::string text;
  std::string source;
};

class text_sources {
public:
  text_sources(const po::variables_map& line, const std::map<std::string, std::string>& environment,
               const po::variables_map& file, const std::string& path)
    : line_(line), environment_(environment), file_(file), path_(path) {}

  std::optional<found_text> find(const std::string& name) const {
    if (line_.count(name) != 0) return found_text{line_[name].as<std::string>(), "--" + name};
    auto variable = environment_.find(environment_name(name));
    // An empty variable is how scripts say "not set".
    if (variable != environment_.end() && !variable->second.empty())
      return found_text{variable->second, variable->first};
    if (file_.count(name) != 0)
      return found_text{file_[name].as<std::string>(), name + " in " + path_};
    return std::nullopt;
  }

private:
  const po::variables_map& line_;
  const std::map<std::string, std::string>& environment_;
  const po::variables_map& file_;
  const std::string& path_;
};

result<node_options> read_table(const text_sources& sources) {
  node_options options;
  for (auto& row : option_table()) {
    auto found = sources.find(row.name);
    if (!found) continue;
    auto ok = row.read(options, found->text, found->source);
    if (!ok) return wrong(ok.error().message);
  }
  if (auto ok = configure(options); !ok) return ok.error();
  return options;
}

void take_positionals(const po::parsed_options& line, parsed_options& parsed) {
  for (auto& option : line.options) {
    if (option.position_key < 0) continue;
    for (auto& word : option.value) {
      if (parsed.subcommand.empty())
        parsed.subcommand = word;
      else
        parsed.arguments.push_back(word);
    }
  }
}

std::string help_text(const std::string& program, const po::options_description& application,
                      const po::options_description& general,
                      const po::options_description& table) {
  std::ostringstream out;
  out << "Usage: " << program << " [option]... [subcommand [argument]...]\n\n";
  if (!application.options().empty()) out << application << '\n';
  out << general << '\n' << table;
  return out.str();
}

/// Stores what `notify` of the application sees: its options, the command line before the file.
result<void> read_application(const po::parsed_options& line, const po::parsed_options& file,
                              po::variables_map& out) {
  try {
    po::store(line, out);
    po::store(file, out);
    po::notify(out);
  } catch (const po::error& why) {
    return explain(why, {});
  }
  return {};
}

} // namespace

result<parsed_options> parse_node_options(const std::vector<std::string>& arguments,
                                          const std::map<std::string, std::string>& environment,
                                          const po::options_description& application,
                                          const std::string& program) {
  for (auto& row : option_table()) // two meanings of one name are a bug of the application
    EXPECTS(application.find_nothrow(row.name, false) == nullptr);
  auto table = table_description();
  auto general = general_description();
  po::options_description in_file;
  in_file.add(table).add(application);
  po::options_description on_line;
  on_line.add(in_file).add(general);

  parsed_options parsed;
  po::parsed_options line{&on_line};
  po::variables_map line_map;
  try {
    namespace style = po::command_line_style;
    line = po::command_line_parser(arguments)
             .options(on_line)
             .style(style::default_style & ~style::allow_guessing)
             .run();
    po::store(line, line_map);
  } catch (const po::error& why) {
    return explain(why, {});
  }
  take_positionals(line, parsed);
  parsed.help = line_map.count("help") != 0;
  parsed.version = line_map.count("version") != 0;
  parsed.help_text = help_text(program, application, general, table);
  if (parsed.help || parsed.version) return parsed;

  po::parsed_options file{&in_file};
  po::variables_map file_map;
  auto path = text_sources{line_map, environment, file_map, {}}.find(file_option);
  if (path) {
    auto content = read_file(path->text, in_file);
    if (!content) return content.error();
    file = *content;
    try {
      po::store(file, file_map);
    } catch (const po::error& why) {
      return explain(why, path->text);
    }
  }
  auto file_name = path ? path->text : std::string{};
  auto node = read_table(text_sources{line_map, environment, file_map, file_name});
  if (!node) return node.error();
  parsed.node = std::move(*node);
  auto ok = read_application(line, file, parsed.application);
  if (!ok) return ok.error();
  return parsed;
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> variables;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    std::string entry{*at};
    auto equals = entry.find('=');
    if (equals != std::string::npos) variables[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return variables;
}

} // namespace ringleader
