// The border between C++ and C: exceptions become status codes and a message kept for the calling thread.
#pragma once

#include <new>
#include <stdexcept>
#include <string>

#include "whitematter.h"

namespace wm {

// A failure with its status code.
class Failure : public std::runtime_error {
  public:
    Failure(wm_status status, const std::string& message) : std::runtime_error(message), status_(status) {}
    wm_status status() const noexcept { return status_; }
    // Called on the thread that the failure is reported to: keeps what more there is to ask for than the
    // message.
    virtual void keep_details() const noexcept {}

  private:
    wm_status status_;
};

// A failed system call: what was attempted, on which file, and errno's text.
Failure io_failure(const std::string& what, int error_number);

void set_last_error(const char* message) noexcept;

inline void require(bool condition, const char* message) {
    if (!condition) throw Failure(WM_INVALID_ARGUMENT, message);
}

template <class Body>
wm_status guarded(Body&& body) noexcept {
    try {
        body();
        return WM_OK;
    } catch (const Failure& failure) {
        set_last_error(failure.what());
        failure.keep_details();
        return failure.status();
    } catch (const std::bad_alloc&) {
        set_last_error("not enough memory");
        return WM_OUT_OF_MEMORY;
    } catch (const std::exception& error) {
        set_last_error(error.what());
        return WM_INTERNAL_ERROR;
    } catch (...) {
        set_last_error("unknown failure");
        return WM_INTERNAL_ERROR;
    }
}

}  // namespace wm
