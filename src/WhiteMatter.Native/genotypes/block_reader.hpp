// Reads a file from front to back, or on from a place, through block gzip where it is so compressed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "genotypes/decompression.hpp"
#include "genotypes/input_file.hpp"

namespace wm {

enum class FileCompression { none, block_gzip };

// By the first bytes. Plain gzip, which cannot be read from the middle, is refused with WM_DATA_VERSION, and
// a file of block gzip without the empty block that ends it with WM_DATA_CUT_SHORT.
FileCompression compression_of(const InputFile& file);

class BlockReader {
  public:
    BlockReader(const InputFile& file, FileCompression compression)
        : file_(file), window_(file), compression_(compression) {}

    // Where the next byte stands: its offset, or with block gzip the offset of its block times 65536 and the
    // offset within that.
    std::int64_t place() const;
    // Goes on from a place that place() gave. Does nothing where that is the next byte.
    void go_to(std::int64_t place);
    // Reads at most `count` bytes; fewer only where the file ends.
    std::size_t read(std::uint8_t* bytes, std::size_t count);
    // The next line without its newline, valid until the next call; false at the end of the file.
    bool line(std::string_view& text);

  private:
    bool next_block();
    void unpack_block();
    std::size_t left() const { return size_ - at_; }

    const InputFile& file_;
    FileWindow window_;
    const FileCompression compression_;
    Inflate inflate_;
    std::int64_t start_ = 0,
                 next_start_ = 0;  // of the block that is held and of the one after it, in the file
    std::vector<std::uint8_t> unpacked_;
    const std::uint8_t* bytes_ = nullptr;
    std::size_t at_ = 0, size_ = 0;
    std::string joined_;  // a line of several blocks
};

}  // namespace wm
