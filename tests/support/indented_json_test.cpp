// JSON on several lines: as common libraries write it, and the same value.
#include "support/indented_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace taper::support {
namespace {

TEST(indented_json, is_what_a_json_library_writes) {
  for (const char* text : {R"({})", R"([])", R"([1])", R"({"a":[]})", R"({"a":{},"b":[{},[]]})", R"("text")",
                           R"({"schema":"taper.check/2","rates":[0.5,1e-05,null],"in":{"deep":[[1,2],[true,false]]}})",
                           R"(["a \"quoted\" { [ , : text","back\\slash","\\\"",""])", R"([{"ä":"{"},"}"])"}) {
    const nlohmann::ordered_json data = nlohmann::ordered_json::parse(text);
    EXPECT_EQ(indented(text), data.dump(2)) << text;
    EXPECT_EQ(nlohmann::ordered_json::parse(indented(text)), data);
  }
}

TEST(indented_json, keeps_every_byte_of_a_cut_text) {
  const std::string text = R"({"a":"b\"c"})";
  for (std::size_t n = 0; n < text.size(); ++n) EXPECT_FALSE(indented(text.substr(0, n)).size() < n) << n;
}

}  // namespace
}  // namespace taper::support
