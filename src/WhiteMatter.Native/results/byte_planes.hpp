// Records split into planes: the first bytes of all, then the second, and so on. The sign and exponent of
// doubles vary little and are compressed; the rest is noise and is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wm {

// Bytes that are written one after another.
class ByteOutput {
  public:
    ByteOutput(std::uint8_t* data, std::size_t capacity) : data_(data), capacity_(capacity) {}

    std::size_t size() const { return size_; }
    const std::uint8_t* data() const { return data_; }
    std::uint8_t* place(std::size_t bytes);
    void shrink(std::size_t bytes) { size_ -= bytes; }

    template <class T>
    void put(T value) {
        __builtin_memcpy(place(sizeof value), &value, sizeof value);
    }

  private:
    std::uint8_t* data_;
    std::size_t capacity_;
    std::size_t size_ = 0;
};

// Bytes that are read one after another; running out is Failure(WM_BAD_DATA).
class ByteInput {
  public:
    ByteInput(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

    std::size_t left() const { return size_ - at_; }
    std::size_t consumed() const { return at_; }
    const std::uint8_t* take(std::size_t bytes);

    template <class T>
    T get() {
        T value;
        __builtin_memcpy(&value, take(sizeof value), sizeof value);
        return value;
    }

  private:
    const std::uint8_t* data_;
    std::size_t size_;
    std::size_t at_ = 0;
};

[[noreturn]] void fail_damaged(const char* what);

std::size_t planes_bound(std::size_t count, std::size_t width);
void encode_planes(const std::uint8_t* records, std::size_t count, std::size_t width, ByteOutput& output);
void decode_planes(ByteInput& input, std::size_t count, std::size_t width, std::uint8_t* records);
void skip_planes(ByteInput& input, std::size_t count, std::size_t width);

}  // namespace wm
