#include "interface/last_error.hpp"

#include <system_error>

namespace wm {

namespace {
constexpr std::size_t longest_message = 1024;
thread_local char last_message[longest_message] = "";
}  // namespace

Failure io_failure(const std::string& what, int error_number) {
    return Failure(WM_IO_ERROR, what + ": " + std::generic_category().message(error_number));
}

void set_last_error(const char* message) noexcept {
    std::size_t i = 0;
    for (; message[i] != '\0' && i + 1 < longest_message; ++i) last_message[i] = message[i];
    last_message[i] = '\0';
}

}  // namespace wm

extern "C" const char* wm_last_error(void) { return wm::last_message; }
extern "C" const char* wm_version(void) { return WM_VERSION_TEXT; }
