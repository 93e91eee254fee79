// A file that is not what its format promises: WM_BAD_DATA with its details.
#pragma once

#include <cstdint>
#include <string>

#include "interface/last_error.hpp"
#include "whitematter_genotypes.h"

namespace wm {

// The failure to throw; its details are kept for wm_last_data_error of the thread that catches it in
// guarded().
class DataFailure : public Failure {
  public:
    DataFailure(wm_data_problem problem, const std::string& found, const std::string& expected,
                const std::string& remedy, std::int64_t byte_offset = -1, std::int64_t variant = -1);
    const wm_data_error& details() const noexcept { return details_; }
    void keep_details() const noexcept override;

  private:
    wm_data_error details_;
};

}  // namespace wm
