#include "torch/block_cache.hpp"

#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <sys/mman.h>

#include <algorithm>
#include <new>

#include "torch/compatibility.hpp"

namespace wmt {

namespace {

constexpr std::size_t granule = std::size_t{64} << 10;
constexpr std::size_t huge_page = std::size_t{2} << 20;

std::size_t rounded(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

// Begins at a huge page, so that the system need not find small pages for its first part.
void* map(std::size_t bytes) {
    const std::size_t asked = bytes + huge_page;
    void* got = mmap(nullptr, asked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (got == MAP_FAILED) return nullptr;
    const auto first = reinterpret_cast<std::uintptr_t>(got);
    const std::uintptr_t begin = rounded(first, huge_page);
    if (begin > first) munmap(got, begin - first);
    const std::uintptr_t end = begin + bytes;
    if (first + asked > end) munmap(reinterpret_cast<void*>(end), first + asked - end);
#if defined(MADV_HUGEPAGE)
    // Where the system has none it says so, and small ones serve.
    madvise(reinterpret_cast<void*>(begin), bytes, MADV_HUGEPAGE);
#endif
    return reinterpret_cast<void*>(begin);
}

void give_back(void* block) {
    // A block that was mapped before this allocator was there is libtorch's own.
    if (block != nullptr && !tensor_blocks().give(block)) c10::free_cpu(block);
}

class TensorBlocks final : public CpuAllocator {
  public:
    c10::DataPtr taken(std::size_t bytes) const override {
        void* block = bytes >= BlockCache::smallest ? tensor_blocks().take(bytes) : nullptr;
        // libtorch's own says what is wrong where there is no memory.
        if (block == nullptr) block = c10::alloc_cpu(bytes);
        return {block, block, &give_back, c10::Device(c10::DeviceType::CPU)};
    }

    c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
};

}  // namespace

void* BlockCache::take(std::size_t bytes) {
    const std::size_t size = rounded(bytes, granule);
    const std::lock_guard<std::mutex> lock(mutex_);
    most_used_ = std::max(most_used_, used_bytes_ + size);
    // A block that is an eighth larger serves too.
    if (const auto kept = kept_.lower_bound(size); kept != kept_.end() && kept->first <= size + size / 8) {
        void* block = kept->second.block;
        used_.emplace(block, kept->first);
        used_bytes_ += kept->first;
        kept_bytes_ -= kept->first;
        kept_.erase(kept);
        return block;
    }

    release_until(size);
    void* block = map(size);
    if (block == nullptr) {
        while (!kept_.empty()) release(kept_.begin());
        block = map(size);
    }
    if (block == nullptr) return nullptr;
    used_.emplace(block, size);
    used_bytes_ += size;
    return block;
}

bool BlockCache::give(void* block) {
    if (reinterpret_cast<std::uintptr_t>(block) % huge_page != 0) return false;
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = used_.find(block);
    if (found == used_.end()) return false;
    const std::size_t size = found->second;
    used_.erase(found);
    used_bytes_ -= size;
    kept_.emplace(size, Kept{block, clock_++});
    kept_bytes_ += size;
    return true;
}

void BlockCache::trim() {
    const std::lock_guard<std::mutex> lock(mutex_);
    while (!kept_.empty()) release(kept_.begin());
    most_used_ = used_bytes_;
}

std::size_t BlockCache::mapped() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return used_bytes_ + kept_bytes_;
}

void BlockCache::release_until(std::size_t room) {
    const std::size_t limit = most_used_ + most_used_ / 8;
    while (!kept_.empty() && used_bytes_ + kept_bytes_ + room > limit) {
        release(std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
            return a.second.since < b.second.since;
        }));
    }
}

void BlockCache::release(std::multimap<std::size_t, Kept>::iterator kept) {
    munmap(kept->second.block, kept->first);
    kept_bytes_ -= kept->first;
    kept_.erase(kept);
}

BlockCache& tensor_blocks() {
    // Never taken down: tensors may outlive what a library takes down at the end.
    static auto* const blocks = new BlockCache();
    return *blocks;
}

void keep_tensor_blocks() {
    static const bool set = [] {
        c10::SetCPUAllocator(new TensorBlocks(), 1);
        return true;
    }();
    static_cast<void>(set);
}

}  // namespace wmt
