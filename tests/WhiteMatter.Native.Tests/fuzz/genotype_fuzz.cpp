// Reads mutated genotype files and checks that each is read or refused with a code, in bounded time and
// memory.
//     genotype_fuzz FORMAT FILE SEED COUNT [SAMPLES VARIANTS]
//     genotype_fuzz FORMAT seeds SEED COUNT
// FORMAT is bed, pgen, bgen or vcf. The second form starts from small files of its own, which share COUNT.
// Mutation number i of a file is drawn from SEED + i alone: one that fails is repeated by that seed and a
// COUNT of 1. Build with -DWM_SANITIZE=ON. Ends with 0, with 1 after a failure, with 77 where the format is
// not read by this build.
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>

#include "mutations.hpp"
#include "seed_files.hpp"
#include "temporary_folder.hpp"

namespace {

constexpr std::int64_t most_samples = 1 << 20, most_variants = 4000, most_row_bytes = 64 << 20;
constexpr long most_memory_kib = 1 << 20;
constexpr int most_seconds = 2;

char running[512];  // what a signal's handler says

extern "C" void too_long(int) {
    const char text[] = "a mutation took too long: ";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0 ||
        write(STDERR_FILENO, running, std::strlen(running)) < 0)
        _exit(1);
    _exit(1);
}

// Processor time, so that a busy machine fails nothing; and a minute, should it wait for something that never
// comes.
void set_timers() {
    const itimerval processor{{0, 0}, {most_seconds, 0}}, wall{{0, 0}, {60, 0}};
    setitimer(ITIMER_PROF, &processor, nullptr);
    setitimer(ITIMER_REAL, &wall, nullptr);
}

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "%s%s\n", running, what.c_str());
    std::exit(1);
}

// What came of a file, for the counts.
std::string outcome(wm_status status) {
    switch (status) {
        case WM_OK:
            return "read";
        case WM_IO_ERROR:
            return "input/output error";
        case WM_OUT_OF_MEMORY:
            return "out of memory";
        case WM_UNSUPPORTED:
            return "unsupported";
        case WM_BAD_DATA:
            break;
        default:
            fail("status " + std::to_string(status) + ": " + wm_last_error());
    }
    wm_data_error error{};
    wm_last_data_error(&error);
    if (error.problem < WM_DATA_MAGIC || error.problem > WM_DATA_CHANGED) fail("bad data without a problem");
    if (error.found[0] == '\0') fail("bad data without what was found");
    static const char* const problems[] = {"",        "magic",        "version", "cut short",    "counts",
                                           "damaged", "multiallelic", "ploidy",  "no genotypes", "text",
                                           "changed"};
    return std::string("bad data: ") + problems[error.problem];
}

wm_status scan(const wm_genotypes* file, std::vector<wm_variant_address>& addresses) {
    wm_variant_scan* scan = nullptr;
    wm_status status = wm_variants_scan(file, &scan);
    std::vector<wm_variant_address> some(64);
    std::string lines(4096, '\0');
    while (status == WM_OK && addresses.size() < static_cast<std::size_t>(most_variants)) {
        std::int64_t size = 0, count = 0;
        status = wm_variant_scan_next(scan, 64, some.data(), lines.data(),
                                      static_cast<std::int64_t>(lines.size()), &size, &count);
        if (status == WM_OUT_OF_MEMORY && size > static_cast<std::int64_t>(lines.size()) &&
            size < most_row_bytes) {
            lines.resize(static_cast<std::size_t>(size));
            status = WM_OK;
            continue;
        }
        if (status == WM_OK && count == 0) break;
        if (status == WM_OK && std::count(lines.begin(), lines.begin() + size, '\n') != count)
            fail("lines and variants differ");
        addresses.insert(addresses.end(), some.begin(), some.begin() + count);
    }
    wm_variant_scan_free(scan);
    return status;
}

// Forwards, and backwards into rows that were filled otherwise: the same, or the same failure.
wm_status read_twice(const wm_genotypes* file, const wm_genotypes_info& info,
                     std::vector<wm_variant_address> addresses, wm_genotype_encoding encoding, int threads) {
    const auto bytes =
        static_cast<std::size_t>(encoding == WM_HARDCALLS ? (info.samples + 3) / 4 : 2 * info.samples);
    const std::size_t fits = static_cast<std::size_t>(most_row_bytes) / std::max<std::size_t>(bytes, 1);
    if (addresses.size() > fits) addresses.resize(fits);
    const std::size_t count = addresses.size();
    std::vector<std::uint8_t> forwards(count * bytes, 0xaa), backwards(count * bytes, 0x55);
    const auto read = [&](std::vector<std::uint8_t>& rows) {
        return wm_genotypes_read(file, addresses.data(), static_cast<std::int64_t>(count), encoding,
                                 rows.data(), static_cast<std::int64_t>(bytes), threads, nullptr);
    };
    const wm_status status = read(forwards);
    const std::string first = outcome(status);
    std::reverse(addresses.begin(), addresses.end());
    const wm_status again = read(backwards);
    if (again != status) fail("read once and not again: " + first + ", " + outcome(again));
    for (std::size_t i = 0; status == WM_OK && i < count; ++i)
        if (std::memcmp(forwards.data() + i * bytes, backwards.data() + (count - 1 - i) * bytes, bytes) != 0)
            fail("variant " + std::to_string(i) + " is read in two ways");
    return status;
}

wm_status read_all(const wm_genotypes* file, int threads) {
    wm_genotypes_info info{};
    wm_status status = wm_genotypes_describe(file, &info);
    if (status != WM_OK) return status;
    std::int64_t size = 0;
    status = wm_genotypes_sample_names(file, nullptr, 0, &size);
    if (status != WM_OK) return status;
    std::vector<wm_variant_address> addresses;
    if (info.lists_variants == 1) {
        status = scan(file, addresses);
        if (status != WM_OK) return status;
    } else {
        for (std::int64_t v = 0; v < std::min(info.variants, most_variants); ++v)
            addresses.push_back({v, 1, 0});
    }
    if (info.samples > most_samples)
        return WM_OK;  // nothing was allocated for them; rows would be the caller's
    for (const wm_genotype_encoding encoding : {WM_HARDCALLS, WM_DOSAGES}) {
        status = read_twice(file, info, addresses, encoding, threads);
        if (status != WM_OK) return status;
    }
    return WM_OK;
}

wm_status read_file_at(const std::string& path, wm_genotype_format format, const SeedFile& seed,
                       int threads) {
    wm_genotypes* file = nullptr;
    wm_status status = wm_genotypes_open(path.c_str(), format, seed.samples, seed.variants, &file);
    if (status == WM_OK) status = read_all(file, threads);
    wm_genotypes_free(file);
    return status;
}

void run(const SeedFile& seed, wm_genotype_format format, std::uint64_t first, std::uint64_t count) {
    const TemporaryFolder folder;
    const std::string path = folder.file(seed.name), beside = path + seed.beside_ending;
    const auto write_both = [&](const std::string& bytes, const std::string& other) {
        // Anew: some file systems wait for the disk when a file is written over.
        std::filesystem::remove(path);
        write_file(path, bytes);
        if (seed.beside_ending.empty()) return;
        std::filesystem::remove(beside);
        write_file(beside, other);
    };
    std::snprintf(running, sizeof running, "%s as it is: ", seed.name.c_str());
    write_both(seed.bytes, seed.beside);
    set_timers();
    const wm_status whole = read_file_at(path, format, seed, 2);
    if (whole == WM_UNSUPPORTED) {
        std::printf("%s: not read by this build\n", seed.name.c_str());
        std::exit(77);
    }
    if (whole != WM_OK) fail(outcome(whole) + ": " + wm_last_error());

    std::map<std::string, std::uint64_t> outcomes;
    for (std::uint64_t i = first; i < first + count; ++i) {
        std::snprintf(running, sizeof running, "%s, seed %llu: ", seed.name.c_str(),
                      static_cast<unsigned long long>(i));
        std::mt19937_64 random(i);
        std::string bytes = seed.bytes, other = seed.beside;
        if (!other.empty() && random() % 2 == 0)
            other = mutated(other, format, random);
        else
            bytes = mutated(bytes, format, random);
        write_both(bytes, other);
        set_timers();
        ++outcomes[outcome(read_file_at(path, format, seed, random() % 8 == 0 ? 2 : 1))];
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    if (usage.ru_maxrss > most_memory_kib) fail("more than a GiB of memory was used");
    std::printf("%s: %llu mutations from seed %llu, at most %ld MiB\n", seed.name.c_str(),
                static_cast<unsigned long long>(count), static_cast<unsigned long long>(first),
                usage.ru_maxrss / 1024);
    for (const auto& [what, times] : outcomes)
        std::printf("    %-24s %llu\n", what.c_str(), static_cast<unsigned long long>(times));
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    static const std::map<std::string, wm_genotype_format> formats = {
        {"bed", WM_FORMAT_BED}, {"pgen", WM_FORMAT_PGEN}, {"bgen", WM_FORMAT_BGEN}, {"vcf", WM_FORMAT_VCF}};
    if ((argc != 5 && argc != 7) || formats.count(argv[1]) == 0) {
        std::fprintf(stderr,
                     "usage: genotype_fuzz bed|pgen|bgen|vcf FILE|seeds SEED COUNT [SAMPLES VARIANTS]\n");
        return 2;
    }
    const wm_genotype_format format = formats.at(argv[1]);
    const std::uint64_t seed = std::strtoull(argv[3], nullptr, 10),
                        count = std::strtoull(argv[4], nullptr, 10);
    std::signal(SIGPROF, too_long);
    std::signal(SIGALRM, too_long);
    std::vector<SeedFile> files;
    if (std::strcmp(argv[2], "seeds") == 0) {
        files = seed_files(format);
    } else {
        const std::filesystem::path path = argv[2];
        SeedFile file{path.filename().string(), read_file(path.string()), -1, -1, "", ""};
        if (argc == 7) file.samples = std::atoll(argv[5]), file.variants = std::atoll(argv[6]);
        for (const char* ending : {".pgi", ".bgi", ".csi", ".tbi"})
            if (std::filesystem::exists(path.string() + ending))
                file.beside_ending = ending, file.beside = read_file(path.string() + ending);
        files = {file};
    }
    for (const SeedFile& file : files) run(file, format, seed, (count + files.size() - 1) / files.size());
    return 0;
}
