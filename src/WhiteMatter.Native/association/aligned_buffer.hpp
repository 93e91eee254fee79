// A fixed-size array on a 64-byte boundary, zeroed when made.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

namespace wm {

template <class T>
class AlignedBuffer {
  public:
    AlignedBuffer() = default;
    explicit AlignedBuffer(std::size_t count)
        : data_(static_cast<T*>(::operator new (count * sizeof(T) + 64, std::align_val_t{64}))),
          count_(count) {
        clear();
    }
    T* data() { return data_.get(); }
    const T* data() const { return data_.get(); }
    std::size_t size() const { return count_; }
    T& operator[](std::size_t i) { return data_.get()[i]; }
    const T& operator[](std::size_t i) const { return data_.get()[i]; }
    void clear() {
        if (count_ != 0) std::memset(static_cast<void*>(data_.get()), 0, count_ * sizeof(T));
    }

  private:
    struct Release {
        void operator()(T* p) const { ::operator delete (p, std::align_val_t{64}); }
    };
    std::unique_ptr<T, Release> data_;
    std::size_t count_ = 0;
};

}  // namespace wm
