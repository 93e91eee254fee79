// Keeps large blocks of memory that were given back, so that the next of the size need no new pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <unordered_map>

namespace wmt {

/* Large blocks, mapped from the system in huge pages where it has them. A block that is given back is kept
 * for the next one of its size, and its pages with it: a network makes the same tensors in each step, and new
 * pages cost a quarter of a step. Mapped are at most nine eighths of what was in use at once since the last
 * trim; above it what has been kept longest goes back to the system. */
class BlockCache {
  public:
    // From this many bytes on a block is large.
    static constexpr std::size_t smallest = std::size_t{1} << 20;

    // A block of at least so many bytes, of which at least one byte is asked for; null where the system has
    // none.
    void* take(std::size_t bytes);

    // Whether the block was one of this cache's; then it is kept or given back.
    bool give(void* block);

    // Gives the system what is kept, and counts what is in use at most anew.
    void trim();

    std::size_t mapped() const;

  private:
    struct Kept {
        void* block;
        std::uint64_t since;
    };

    void release_until(std::size_t room);
    void release(std::multimap<std::size_t, Kept>::iterator kept);

    mutable std::mutex mutex_;
    std::unordered_map<void*, std::size_t> used_;
    std::multimap<std::size_t, Kept> kept_;
    std::size_t used_bytes_ = 0;
    std::size_t kept_bytes_ = 0;
    std::size_t most_used_ = 0;
    std::uint64_t clock_ = 0;
};

// The one of libtorch's tensors on the processor.
BlockCache& tensor_blocks();

// From now on libtorch takes large tensors on the processor from `tensor_blocks`.
void keep_tensor_blocks();

}  // namespace wmt
