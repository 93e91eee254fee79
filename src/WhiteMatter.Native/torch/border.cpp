#include "torch/border.hpp"

#include "torch/full_memory.hpp"

namespace wmt {

namespace {
constexpr std::size_t longest_message = 2048;
thread_local char last_message[longest_message] = "";
}  // namespace

void set_last_error(const char* message) noexcept {
    std::size_t i = 0;
    for (; message[i] != '\0' && i + 1 < longest_message; ++i) last_message[i] = message[i];
    last_message[i] = '\0';
}

wmt_status status_of(const c10::Error& error) noexcept {
    if (dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) return WMT_OUT_OF_MEMORY;
    if (tells_full_memory(error.what_without_backtrace())) return WMT_OUT_OF_MEMORY;
    return WMT_TORCH_ERROR;
}

}  // namespace wmt

extern "C" const char* wmt_last_error(void) { return wmt::last_message; }
extern "C" std::int64_t wmt_live_tensors(void) { return wmt::live_tensors.load(std::memory_order_relaxed); }
