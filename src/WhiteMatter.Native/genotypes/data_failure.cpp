#include "genotypes/data_failure.hpp"

#include <algorithm>
#include <cstring>

namespace wm {

namespace {

thread_local wm_data_error last_data_error{0, -1, -1, "", "", ""};

template <std::size_t Size>
void copy_text(char (&to)[Size], const std::string& from) {
    const std::size_t length = std::min(from.size(), Size - 1);
    std::memcpy(to, from.data(), length);
    to[length] = '\0';
}

std::string sentence(const std::string& found, const std::string& expected, const std::string& remedy) {
    std::string text = found;
    if (!expected.empty()) text += "; expected: " + expected;
    if (!remedy.empty()) text += ". " + remedy;
    return text;
}

}  // namespace

DataFailure::DataFailure(wm_data_problem problem, const std::string& found, const std::string& expected,
                         const std::string& remedy, std::int64_t byte_offset, std::int64_t variant)
    : Failure(WM_BAD_DATA, sentence(found, expected, remedy)) {
    details_.problem = problem;
    details_.byte_offset = byte_offset;
    details_.variant = variant;
    copy_text(details_.found, found);
    copy_text(details_.expected, expected);
    copy_text(details_.remedy, remedy);
}

void DataFailure::keep_details() const noexcept { last_data_error = details_; }

}  // namespace wm

extern "C" void wm_last_data_error(wm_data_error* error) {
    if (error != nullptr) *error = wm::last_data_error;
}
