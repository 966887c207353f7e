// Executes exported code in Python, JavaScript, C and (as C++) CUDA; compares it with the library to 1e-12 of the peak.
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cases.hpp"
#include "taper/notation.hpp"

namespace taper::testing {

namespace {

namespace fs = std::filesystem;

bool at_hand(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

/// A folder of its own, removed at the end.
class folder {
 public:
  folder() {
    const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::temp_directory_path() / ("taper_export_" + std::string(test.name()) + "_" + std::to_string(::getpid()));
    fs::create_directories(path_);
  }
  ~folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  /// Runs a command; what it printed is the failure's text.
  void succeeds(const std::string& command) const {
    const int status = std::system((command + " >" + *this / "out.txt" + " 2>&1").c_str());
    std::stringstream said;
    said << std::ifstream(*this / "out.txt").rdbuf();
    EXPECT_EQ(status, 0) << command << "\n" << said.str().substr(0, 4000);
  }

 private:
  fs::path path_;
};

/// A text between double quotes, as C and JSON want it.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char letter : text)
    out += letter == '"' || letter == '\\' ? std::string{'\\', letter} : std::string{letter};
  return out + '"';
}

/// One line a case: file, peak, spec, rates as [step, total, rate].
std::string as_json(const std::vector<export_case>& cases, const std::string& extension) {
  std::ostringstream out;
  out.precision(17);
  for (std::size_t k = 0; k < cases.size(); ++k) {
    out << R"({"file":"case_)" << k << extension << R"(","peak":)" << cases[k].peak << R"(,"spec":)"
        << quoted(cases[k].spec) << R"(,"rates":[)";
    for (std::size_t j = 0; j < cases[k].rates.size(); ++j) {
      const expected_rate& e = cases[k].rates[j];
      // JSON in JavaScript has no number for it
      const bool as_text = extension == ".mjs" && e.step > std::uint64_t{1} << 53U;
      const std::string quote = as_text ? "\"" : "";
      out << (j > 0 ? "," : "") << '[' << quote << e.step << quote << ',' << e.total << ',' << e.rate << ']';
    }
    out << "]}\n";
  }
  return out.str();
}

/// Writes every case to a file and lets the interpreter's driver compare them all.
void interpret(const std::vector<export_case>& cases, const std::string& extension, const std::string& interpreter,
               const std::string& driver, const std::string& more) {
  const folder here;
  for (std::size_t k = 0; k < cases.size(); ++k) here.write("case_" + std::to_string(k) + extension, cases[k].code);
  here.write("cases.jsonl", as_json(cases, extension));
  here.succeeds(interpreter + " '" TAPER_SOURCE_DIR "/tests/export/" + driver + "' " + (here / "cases.jsonl") + " " +
                more);
}

/// One C file with every case under its own names, and a main that compares them.
void compile_and_run(const std::vector<export_case>& cases, const std::string& compiler, const std::string& total) {
  const folder here;
  std::ostringstream all;
  all.precision(17);
  all << "#include <math.h>\n#include <stdio.h>\n";
  std::vector<std::string> renamed{"learning_rate", "segment", "uniform", "kronecker", "next_learning_rate"};
  std::vector<std::string> constants;
  for (const std::string part : {"", "_1", "_2", "_3", "_4"}) {
    for (const char* word : {"part", "window", "AT", "VALUES", "SLOPES", "BOUNDS", "RATES"})
      renamed.push_back(word + part);
    for (const char* word : {"PEAK", "FLOOR", "STEPS", "END", "WARMUP", "HOLD", "COOLDOWN", "CYCLE", "FIRST"})
      constants.push_back(word + part);
  }
  for (std::size_t k = 0; k < cases.size(); ++k) {
    here.write("case_" + std::to_string(k) + ".h", cases[k].code);
    for (const std::string& word : renamed) all << "#define " << word << ' ' << word << '_' << k << '\n';
    all << "#include \"case_" << k << ".h\"\n";
    for (const std::string& word : renamed) all << "#undef " << word << '\n';
    for (const std::string& word : constants) all << "#undef " << word << '\n';
    all << "static const struct { long long step, total; double rate; } rates_" << k << "[] = {\n";
    for (const expected_rate& e : cases[k].rates) all << '{' << e.step << ',' << e.total << ',' << e.rate << "},";
    all << "};\nstatic int check_" << k << "(void) {\n  for (unsigned j = 0; j < sizeof rates_" << k
        << " / sizeof rates_" << k << "[0]; ++j) {\n"
        << "    const double v = learning_rate_" << k << "(rates_" << k << "[j].step"
        << (total.empty() ? "" : ", rates_" + std::to_string(k) + "[j].total") << ");\n    if (!(fabs(v - rates_" << k
        << "[j].rate) <= 1e-12 * " << cases[k].peak << ")) {\n"
        << "      printf(\"%s: step %lld of %lld: %.17g, wanted %.17g\\n\", " << quoted(cases[k].spec) << ", rates_"
        << k << "[j].step, rates_" << k << "[j].total, v, rates_" << k
        << "[j].rate);\n      return 1;\n    }\n  }\n  return 0;\n}\n";
  }
  all << "int main(void) {\n  int bad = 0;\n";
  for (std::size_t k = 0; k < cases.size(); ++k) all << "  bad += check_" << k << "();\n";
  all << "  return bad > 0;\n}\n";
  here.write("all.c", all.str());
  here.succeeds(compiler + " -O0 -Wall -Wextra -Werror -o " + (here / "all") + " " + (here / "all.c") + " -lm");
  here.succeeds(here / "all");
}

constexpr const char* c99 = "cc -std=c99 -Wpedantic -Wconversion";
constexpr const char* cuda_as_cpp =
    "c++ -x c++ -std=c++17 -D__host__= -D__device__= -D__global__= -Wno-unused-function";

}  // namespace

TEST(exported_code, python_gives_the_rates) {
  if (!at_hand("python3 --version")) GTEST_SKIP() << "python3 is not installed";
  interpret(fixed_cases(export_target::python), ".py", "python3", "driver.py", "plain");
}
TEST(exported_code, python_with_the_length_as_an_argument) {
  if (!at_hand("python3 --version")) GTEST_SKIP() << "python3 is not installed";
  interpret(runtime_cases(export_target::python), ".py", "python3", "driver.py", "plain total");
}
TEST(exported_code, javascript_gives_the_rates) {
  if (!at_hand("node --version")) GTEST_SKIP() << "node is not installed";
  interpret(fixed_cases(export_target::js), ".mjs", "node", "driver.mjs", "");
}
TEST(exported_code, javascript_with_the_length_as_an_argument) {
  if (!at_hand("node --version")) GTEST_SKIP() << "node is not installed";
  interpret(runtime_cases(export_target::js), ".mjs", "node", "driver.mjs", "total");
}
TEST(exported_code, c_gives_the_rates) { compile_and_run(fixed_cases(export_target::c), c99, ""); }
TEST(exported_code, c_with_the_length_as_an_argument) {
  compile_and_run(runtime_cases(export_target::c), c99, "total");
}
TEST(exported_code, cuda_gives_the_rates_as_cpp) { compile_and_run(fixed_cases(export_target::cuda), cuda_as_cpp, ""); }
TEST(exported_code, cuda_with_the_length_as_an_argument) {
  compile_and_run(runtime_cases(export_target::cuda), cuda_as_cpp, "total");
}

TEST(exported_code, python_without_a_length) {
  if (!at_hand("python3 --version")) GTEST_SKIP() << "python3 is not installed";
  interpret(endless_cases(export_target::python), ".py", "python3", "driver.py", "plain");
}
TEST(exported_code, javascript_without_a_length) {
  if (!at_hand("node --version")) GTEST_SKIP() << "node is not installed";
  interpret(endless_cases(export_target::js), ".mjs", "node", "driver.mjs", "");
}
TEST(exported_code, c_without_a_length) { compile_and_run(endless_cases(export_target::c), c99, ""); }
TEST(exported_code, cuda_without_a_length_as_cpp) {
  compile_and_run(endless_cases(export_target::cuda), cuda_as_cpp, "");
}

TEST(exported_code, cuda_is_compiled_by_nvcc) {
  if (!at_hand("nvcc --version")) GTEST_SKIP() << "nvcc is not installed";
  const folder here;
  for (const std::string spec : {"poly(i=1.8) | warmup(9)", "cosine | kronecker | warmup(9)",
                                 "sigmoid(i=4) | restarts(3, stretch=2)", "table([[0,1],[1,0]])"}) {
    here.write("case.cu", export_code(parse(spec).value().over(107), {.target = export_target::cuda}).value());
    here.succeeds("nvcc -std=c++17 -c " + (here / "case.cu") + " -o " + (here / "case.o"));
  }
}

// Frameworks: in the interpreter that TAPER_FRAMEWORKS_PYTHON names, script/setup's, Debian's, or the one on PATH: the
// first that has the framework.
class framework : public ::testing::TestWithParam<std::pair<export_target, const char*>> {};
TEST_P(framework, gives_the_rates_in_the_real_library) {
  const auto [target, module] = GetParam();
  ::setenv("KERAS_BACKEND", "jax", 0);  // script/setup installs no TensorFlow
  const char* chosen = std::getenv("TAPER_FRAMEWORKS_PYTHON");
  const std::string imports = std::string(" -c 'import ") + module + "'";
  std::string python;
  for (const std::string candidate : {chosen != nullptr ? chosen : "", "'" TAPER_SOURCE_DIR "/build/venv/bin/python'",
                                      "/usr/bin/python3", "python3"}) {
    if (python.empty() && !candidate.empty() && at_hand(candidate + imports)) python = candidate;
  }
  if (python.empty()) GTEST_SKIP() << module << " is in no Python here; name one by TAPER_FRAMEWORKS_PYTHON";
  interpret(fixed_cases(target), ".py", python, "driver.py", module);
  interpret(runtime_cases(target), ".py", python, "driver.py", std::string(module) + " total");
  interpret(endless_cases(target), ".py", python, "driver.py", module);
  if (target != export_target::optax) return;
  interpret(endless_cases(target), ".py", python, "driver.py", std::string(module) + " float32");
}
INSTANTIATE_TEST_SUITE_P(exported_code, framework,
                         ::testing::Values(std::pair{export_target::pytorch, "torch"},
                                           std::pair{export_target::hf, "transformers"},
                                           std::pair{export_target::optax, "jax"},
                                           std::pair{export_target::keras, "keras"}),
                         [](const auto& p) { return std::string(p.param.second); });

}  // namespace taper::testing
