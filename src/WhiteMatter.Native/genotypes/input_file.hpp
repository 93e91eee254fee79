// A file that is read at any place by any thread, and a window on it for one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

namespace wm {

class InputFile {
  public:
    explicit InputFile(const std::string& path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    const std::string& path() const noexcept { return path_; }
    // Bytes when it was opened.
    std::int64_t size() const noexcept { return size_; }
    // Reads length bytes; WM_DATA_CUT_SHORT if the file ends before them.
    void read(std::int64_t offset, void* to, std::size_t length) const;
    // Reads as many of length bytes as there are.
    std::size_t read_some(std::int64_t offset, void* to, std::size_t length) const;
    // Throws WM_DATA_CHANGED if size or time of change are not what they were.
    void check_unchanged() const;

  private:
    std::string path_;
    int descriptor_;
    std::int64_t size_;
    std::timespec changed_;
};

// Bytes of a file for one thread: reads ahead, further each time, where the bytes asked for follow those
// before, and only what is asked for where they do not.
class FileWindow {
  public:
    explicit FileWindow(const InputFile& file) : file_(file) {}
    // Valid until the next call.
    const std::uint8_t* bytes(std::int64_t offset, std::size_t length);

  private:
    // At most what stays in a second-level cache.
    static constexpr std::size_t least_ahead = std::size_t{16} << 10, most_ahead = std::size_t{256} << 10;
    const InputFile& file_;
    std::vector<std::uint8_t> buffer_;
    std::int64_t start_ = 0, asked_end_ = 0;
    std::size_t held_ = 0, ahead_ = least_ahead;
};

}  // namespace wm
