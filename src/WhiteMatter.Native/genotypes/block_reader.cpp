#include "genotypes/block_reader.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "genotypes/data_failure.hpp"
#include "genotypes/little_endian.hpp"

namespace wm {
namespace {

constexpr const char* copy_again = "Copy or write the file again";
constexpr std::size_t fixed_header = 12, footer = 8, most_unpacked = 65536, plain_block = 65536;
constexpr std::size_t longest_line = std::numeric_limits<std::int32_t>::max();
constexpr std::uint8_t end_block[28] = {0x1f, 0x8b, 8,  4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C',
                                        2,    0,    27, 0, 3, 0, 0, 0, 0, 0,    0, 0, 0,   0};

// The size of a whole block by the BC field of its extra header (SAM specification, 4.1); 0: it has none.
std::size_t block_size(const std::uint8_t* extra, std::size_t size) {
    while (size >= 4) {
        const std::size_t length = load_u16(extra + 2);
        if (length > size - 4) return 0;
        if (extra[0] == 'B' && extra[1] == 'C' && length == 2) return load_u16(extra + 4) + std::size_t{1};
        extra += 4 + length;
        size -= 4 + length;
    }
    return 0;
}

}  // namespace

FileCompression compression_of(const InputFile& file) {
    std::uint8_t start[fixed_header + 6];
    const std::size_t got = file.read_some(0, start, sizeof start);
    if (got < 2 || start[0] != 0x1f || start[1] != 0x8b) return FileCompression::none;
    if (got < sizeof start || (start[3] & 4) == 0 || block_size(start + fixed_header, 6) == 0)
        throw DataFailure(WM_DATA_VERSION, "plain gzip", "block gzip, which is read from any place",
                          "Compress it anew: gunzip -c FILE.gz | bgzip > NEW.gz", 0);
    std::uint8_t end[sizeof end_block];
    const std::int64_t end_start =
        std::max<std::int64_t>(0, file.size() - static_cast<std::int64_t>(sizeof end));
    const std::size_t end_size = file.read_some(end_start, end, sizeof end);
    if (end_size != sizeof end || std::memcmp(end, end_block, sizeof end) != 0)
        throw DataFailure(WM_DATA_CUT_SHORT, "a file that ends without an empty block",
                          "the block that bgzip ends a file with",
                          "Copy or write the file again; if it is whole: gunzip -c FILE.gz | bgzip > NEW.gz",
                          file.size());
    return FileCompression::block_gzip;
}

std::int64_t BlockReader::place() const {
    if (compression_ == FileCompression::none) return start_ + static_cast<std::int64_t>(at_);
    return left() > 0 ? start_ << 16 | static_cast<std::int64_t>(at_) : next_start_ << 16;
}

void BlockReader::go_to(std::int64_t wanted) {
    if (wanted == place()) return;
    require(wanted >= 0, "a place before the beginning of the file");
    const bool packed = compression_ == FileCompression::block_gzip;
    const std::int64_t block = packed ? wanted >> 16 : wanted, within = packed ? wanted & 0xffff : 0;
    if (bytes_ == nullptr || !packed || block != start_) {
        next_start_ = block;
        at_ = size_ = 0;
        start_ = block;
        if (packed) next_block();
    }
    if (within > static_cast<std::int64_t>(size_))
        throw DataFailure(WM_DATA_DAMAGED, "a block of " + std::to_string(size_) + " bytes",
                          "a record at byte " + std::to_string(within) + " of it", copy_again, block);
    at_ = static_cast<std::size_t>(within);
}

bool BlockReader::next_block() {
    start_ = next_start_;
    at_ = size_ = 0;
    if (start_ >= file_.size()) return false;
    if (compression_ == FileCompression::none) {
        size_ = static_cast<std::size_t>(std::min<std::int64_t>(plain_block, file_.size() - start_));
        bytes_ = window_.bytes(start_, size_);
        next_start_ = start_ + static_cast<std::int64_t>(size_);
    } else {
        unpack_block();
    }
    return true;
}

void BlockReader::unpack_block() {
    const auto damaged = [&](const char* found) {
        return DataFailure(WM_DATA_DAMAGED, found, "a block of block gzip", copy_again, start_);
    };
    const auto bytes = [&](std::size_t count) {
        if (static_cast<std::int64_t>(count) > file_.size() - start_)
            throw DataFailure(WM_DATA_CUT_SHORT, "the file ends within a block",
                              "a block of at least " + std::to_string(count) + " bytes", copy_again,
                              file_.size());
        return window_.bytes(start_, count);
    };
    const std::uint8_t* block = bytes(fixed_header);
    if (block[0] != 0x1f || block[1] != 0x8b || block[2] != 8 || (block[3] & 4) == 0)
        throw damaged("no block");
    const std::size_t extra = load_u16(block + 10);
    block = bytes(fixed_header + extra);
    const std::size_t whole = block_size(block + fixed_header, extra), head = fixed_header + extra;
    if (whole < head + footer) throw damaged("a block without its size");
    block = bytes(whole);
    size_ = load_u32(block + whole - 4);
    if (size_ > most_unpacked) {
        size_ = 0;
        throw damaged("a block of more than 65536 bytes");
    }
    unpacked_.resize(most_unpacked);
    if (!inflate_.raw(block + head, whole - head - footer, unpacked_.data(), size_) ||
        libdeflate_crc32(0, unpacked_.data(), size_) != load_u32(block + whole - footer)) {
        size_ = 0;
        throw damaged("a block that does not open or whose checksum differs");
    }
    bytes_ = unpacked_.data();
    next_start_ = start_ + static_cast<std::int64_t>(whole);
}

std::size_t BlockReader::read(std::uint8_t* to, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        if (left() == 0) {
            if (!next_block()) break;
            continue;
        }
        const std::size_t part = std::min(count - done, left());
        std::memcpy(to + done, bytes_ + at_, part);
        at_ += part;
        done += part;
    }
    return done;
}

bool BlockReader::line(std::string_view& text) {
    while (left() == 0)
        if (!next_block()) return false;
    joined_.clear();
    for (;;) {
        const char* const begin = reinterpret_cast<const char*>(bytes_ + at_);
        const void* const end = std::memchr(begin, '\n', left());
        if (end != nullptr) {
            const std::size_t size = static_cast<std::size_t>(static_cast<const char*>(end) - begin);
            at_ += size + 1;
            if (joined_.empty()) {
                text = {begin, size};
            } else {
                joined_.append(begin, size);
                text = joined_;
            }
            return true;
        }
        joined_.append(begin, left());
        if (joined_.size() > longest_line)
            throw DataFailure(WM_DATA_DAMAGED, "a line of more than 2 GiB", "shorter lines", copy_again,
                              start_);
        at_ = size_;
        while (left() == 0)
            if (!next_block())
                throw DataFailure(
                    WM_DATA_CUT_SHORT, "a last line without its end", "a newline at the end of the file",
                    "Copy or write the file again; if it is whole, add the newline", file_.size());
    }
}

}  // namespace wm
