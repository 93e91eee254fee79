// The C interface of genotype files.
#include <algorithm>
#include <cstring>
#include <mutex>

#include "association/parallel.hpp"
#include "genotypes/data_failure.hpp"
#include "genotypes/genotype_file.hpp"

// Readers are kept between calls: they hold buffers, a decompressor, and what they read last.
struct wm_genotypes {
    std::unique_ptr<wm::GenotypeFile> file;
    wm_genotypes_info info;
    mutable std::mutex lock;
    mutable std::vector<std::unique_ptr<wm::VariantReader>> idle;

    std::unique_ptr<wm::VariantReader> take() const {
        {
            const std::lock_guard<std::mutex> guard(lock);
            if (!idle.empty()) {
                auto reader = std::move(idle.back());
                idle.pop_back();
                return reader;
            }
        }
        return file->reader();
    }

    void put_back(std::vector<std::unique_ptr<wm::VariantReader>>& readers) const {
        const std::lock_guard<std::mutex> guard(lock);
        for (auto& reader : readers)
            if (reader) idle.push_back(std::move(reader));
    }
};

struct wm_variant_scan {
    std::unique_ptr<wm::VariantScan> scan;
    wm_variant_address address{};  // of `line`, which did not fit into the call before, if it is not empty
    std::string line;
};

namespace {

// At the start of a chunk a reader jumps in the file, and may have to read a record for the sake of the next
// alone: both cost little beside 256 variants. Four chunks a thread even out what the variants cost.
constexpr std::int64_t most_in_chunk = 256, chunks_a_thread = 4;

std::unique_ptr<wm::GenotypeFile> open_file(const std::string& path, wm_genotype_format format,
                                            std::int64_t samples, std::int64_t variants) {
    switch (format) {
        case WM_FORMAT_BED:
            return wm::open_bed(path, samples, variants);
        case WM_FORMAT_PGEN:
            return wm::open_pgen(path, samples, variants);
        case WM_FORMAT_BGEN:
            return wm::open_bgen(path, samples, variants);
        case WM_FORMAT_VCF:
            return wm::open_vcf(path, samples, variants);
    }
    throw wm::Failure(WM_INVALID_ARGUMENT, "unknown format of genotypes");
}

void read_variants(const wm_genotypes& genotypes, const wm_variant_address* variants, std::int64_t count,
                   wm_genotype_encoding encoding, std::uint8_t* rows, std::int64_t stride,
                   std::size_t threads, const std::int32_t* cancel) {
    const std::int64_t chunk = std::clamp<std::int64_t>(
        count / (static_cast<std::int64_t>(threads) * chunks_a_thread), 1, most_in_chunk);
    const std::size_t chunks = static_cast<std::size_t>((count + chunk - 1) / chunk);
    std::vector<std::unique_ptr<wm::VariantReader>> readers(std::min(threads, chunks));
    wm::in_parallel(chunks, readers.size(), [&](std::size_t task, std::size_t thread) {
        auto& reader = readers[thread];
        if (!reader) reader = genotypes.take();
        const std::int64_t first = static_cast<std::int64_t>(task) * chunk;
        for (std::int64_t i = first; i < std::min(count, first + chunk); ++i) {
            if (cancel != nullptr && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0)
                throw wm::Failure(WM_CANCELLED, "reading genotypes was cancelled");
            reader->read(variants[i], encoding, rows + i * stride);
        }
    });
    genotypes.put_back(readers);
}

// Half a line is no line: nothing is kept of one that fails.
bool next_line(wm_variant_scan& scan) {
    try {
        return scan.scan->next(scan.address, scan.line);
    } catch (...) {
        scan.line.clear();
        throw;
    }
}

}  // namespace

extern "C" wm_status wm_genotypes_open(const char* path, wm_genotype_format format, int64_t samples,
                                       int64_t variants, wm_genotypes** file) {
    return wm::guarded([&] {
        wm::require(file != nullptr, "no place for the file");
        *file = nullptr;
        wm::require(path != nullptr, "null path");
        wm::require(samples >= -1 && variants >= -1,
                    "samples and variants must be numbers, or -1 where they are not known");
        auto opened = std::make_unique<wm_genotypes>();
        opened->file = open_file(path, format, samples, variants);
        opened->info = opened->file->info();
        *file = opened.release();
    });
}

extern "C" void wm_genotypes_free(wm_genotypes* file) { delete file; }

extern "C" wm_status wm_genotypes_describe(const wm_genotypes* file, wm_genotypes_info* info) {
    return wm::guarded([&] {
        wm::require(file != nullptr && info != nullptr, "null argument");
        *info = file->info;
    });
}

extern "C" wm_status wm_genotypes_sample_names(const wm_genotypes* file, char* names, int64_t capacity,
                                               int64_t* size) {
    return wm::guarded([&] {
        wm::require(file != nullptr && size != nullptr, "null argument");
        const std::string found = file->file->sample_names();
        *size = static_cast<int64_t>(found.size());
        if (names == nullptr) return;
        if (capacity < *size) throw wm::Failure(WM_OUT_OF_MEMORY, "the samples' names do not fit");
        if (!found.empty()) std::memcpy(names, found.data(), found.size());
    });
}

extern "C" wm_status wm_variants_scan(const wm_genotypes* file, wm_variant_scan** scan) {
    return wm::guarded([&] {
        wm::require(scan != nullptr, "no place for the scan");
        *scan = nullptr;
        wm::require(file != nullptr, "null file");
        auto made = std::make_unique<wm_variant_scan>();
        made->scan = file->file->scan();
        *scan = made.release();
    });
}

extern "C" void wm_variant_scan_free(wm_variant_scan* scan) { delete scan; }

extern "C" wm_status wm_variant_scan_next(wm_variant_scan* scan, int64_t most, wm_variant_address* addresses,
                                          char* lines, int64_t capacity, int64_t* size, int64_t* count) {
    return wm::guarded([&] {
        wm::require(scan != nullptr && addresses != nullptr && lines != nullptr, "null argument");
        wm::require(size != nullptr && count != nullptr, "no place for the counts");
        wm::require(most >= 1 && capacity >= 0, "at least one variant must be asked for");
        *size = 0;
        *count = 0;
        while (*count < most) {
            if (scan->line.empty() && !next_line(*scan)) return;
            const int64_t length = static_cast<int64_t>(scan->line.size());
            if (length > capacity - *size) {
                if (*count > 0) return;
                *size = length;
                throw wm::Failure(WM_OUT_OF_MEMORY, "a variant's line does not fit");
            }
            std::memcpy(lines + *size, scan->line.data(), scan->line.size());
            *size += length;
            addresses[(*count)++] = scan->address;
            scan->line.clear();
        }
    });
}

extern "C" wm_status wm_genotypes_read(const wm_genotypes* file, const wm_variant_address* variants,
                                       int64_t count, wm_genotype_encoding encoding, void* rows,
                                       int64_t stride, int32_t threads, const int32_t* cancel) {
    return wm::guarded([&] {
        wm::require(file != nullptr, "null file");
        wm::require(count >= 0 && threads >= 1, "count must not be negative and threads at least 1");
        wm::require(encoding == WM_HARDCALLS || encoding == WM_DOSAGES, "unknown encoding of genotypes");
        wm::require(count == 0 || (variants != nullptr && rows != nullptr), "null array");
        const int64_t samples = file->info.samples;
        wm::require(stride >= (encoding == WM_HARDCALLS ? (samples + 3) / 4 : samples * 2),
                    "the stride is shorter than a row of genotypes");
        wm::require(
            encoding == WM_HARDCALLS || (stride % 2 == 0 && reinterpret_cast<std::uintptr_t>(rows) % 2 == 0),
            "rows of dosages must begin at even addresses");
        try {
            read_variants(*file, variants, count, encoding, static_cast<std::uint8_t*>(rows), stride,
                          static_cast<std::size_t>(threads), cancel);
        } catch (const wm::DataFailure&) {
            file->file->check_unchanged();  // which is then what is wrong
            throw;
        }
        file->file->check_unchanged();
    });
}
