#include "cmd/common/console_progress.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

using ceilometer::cmd::ConsoleProgress;

TEST_CASE("without a terminal a stage is a line at its begin and one at its end") {
  std::ostringstream out;
  ConsoleProgress progress(out, false);
  progress.begin("deleting samples", "samples", 2000);
  for (int i = 0; i < 2000; ++i) progress.advance(1);
  progress.end();
  CHECK(out.str() == "deleting samples: 0 of 2000 samples, 0%\ndeleting samples: 2000 of 2000 samples, 100%\n");
}

TEST_CASE("on a terminal a bar is drawn over itself") {
  std::ostringstream out;
  ConsoleProgress progress(out, true);
  progress.begin("copying sample", "rows", 30);
  progress.advance(15);
  progress.end();
  const std::string text = out.str();
  CHECK(text.starts_with("\r\033[Kcopying sample [..............................] 0 of 30 rows, 0%"));
  CHECK(text.ends_with("\r\033[Kcopying sample [###############...............] 15 of 30 rows, 50%\n"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
}

TEST_CASE("a stage of unknown length has no bar, one of no rows no share, and more than was said no more than all") {
  std::ostringstream out;
  ConsoleProgress progress(out, true);
  progress.begin("looking for orphans", "resources", std::nullopt);
  progress.end();
  CHECK(out.str().ends_with("looking for orphans 0 resources\n"));
  progress.begin("copying event", "rows", 0);
  progress.end();
  CHECK(out.str().ends_with("copying event 0 of 0 rows\n"));
  progress.begin("copying meter", "rows", 2);
  progress.advance(3);
  progress.end();
  CHECK(out.str().ends_with("copying meter [##############################] 3 of 2 rows, 100%\n"));
}

TEST_CASE("a stage that is broken off leaves the next line to others") {
  std::ostringstream out;
  {
    ConsoleProgress progress(out, true);
    progress.begin("deleting events", "events", 10);
  }
  CHECK(out.str().ends_with("\n"));
}
