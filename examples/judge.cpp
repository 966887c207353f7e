// The verdict as data: stages, faults, reasons, remedies.
#include <cstdio>

#include "taper/taper.hpp"

int main() {
  const taper::run lr = taper::erase(taper::exp{.beta = 0.05} | taper::peak(3e-4)).over(1000);

  const taper::result<taper::check_report> report = taper::check(lr, {.slack = 1.0});
  if (!report) {
    std::printf("%s\n", report.error().message.c_str());
    return 1;
  }

  std::printf("%s\n", std::string(taper::word_of(report->verdict)).c_str());
  std::printf("early: z = %.3f, allowed %.3f\n", report->early.value, report->early.limit);
  for (const std::string& reason : report->reasons) std::printf("why: %s\n", reason.c_str());
  for (const std::string& remedy : report->remedies) std::printf("to satisfy the rule: %s\n", remedy.c_str());

  const taper::cosine_baseline against = taper::cosine_baseline_of(lr);  // cosine at the same number of steps
  std::printf("peak x %.2f for the same budget as cosine\n", against.multiplier.budget);
  return report->verdict == taper::verdict::violating ? 0 : 1;
}
