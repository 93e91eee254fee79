// BGEN as PLINK 2 imports it, value for value.
#include <random>

#include "bgen_writer.hpp"
#include "genotype_files.hpp"

using namespace genotype_files;

namespace {

class BgenPeer : public testing::Test {
  protected:
    void SetUp() override {
        if (!has_command("plink2")) GTEST_SKIP() << "plink2 is not installed";
    }
    void compare(const std::string& bgen, const std::string& sample) {
        const auto file = wm::open_bgen(bgen, -1, -1);
        const Contents ours = contents(*file);
        expect_equal(ours, plink2_contents(folder_, "--bgen " + bgen + " ref-first --sample " + sample));
        expect_any_order_gives_the_same(*file, ours);
    }
    TemporaryFolder folder_;
};

}  // namespace

TEST_F(BgenPeer, ExportsOfPlink2AreReadAsItImportsThem) {
    const std::string data = folder_.file("data");
    run("plink2 --dummy 203 150 0.03 dosage-freq=0.4 phase-freq=0.5 --seed 11 --threads 1 --out " + data);
    for (const char* format :
         {"bgen-1.1 ref-first", "bgen-1.2 ref-first bits=8", "bgen-1.2 ref-first bits=16",
          "bgen-1.2 ref-first bits=5", "bgen-1.3 ref-first bits=8", "bgen-1.3 ref-first bits=13"}) {
        SCOPED_TRACE(format);
        const std::string stem = folder_.file("export");
        run("plink2 --pfile " + data + " --threads 1 --export " + format + " --out " + stem);
        compare(stem + ".bgen", stem + ".sample");
    }
}

// Every bit depth PLINK 2 imports (28), unphased, phased and of mixed ploidy; at 8 bits every pair of
// probabilities.
TEST_F(BgenPeer, EveryBitDepthIsReadAsPlink2ImportsIt) {
    constexpr int samples = 512;
    const std::string bgen = folder_.file("a.bgen"), sample = folder_.file("a.sample");
    bgen_writer::File file;
    file.samples = samples;
    file.compression = bgen_writer::zlib;
    std::string people = "ID_1 ID_2 missing sex\n0 0 0 D\n";
    for (int i = 0; i < samples; ++i)
        people += std::string("p").append(std::to_string(i)) + " p" + std::to_string(i) + " 0 1\n";
    write_file(sample, people);
    std::mt19937_64 random(17);
    std::uint32_t position = 0;
    const auto add = [&](bool phased, int bits, const std::vector<int>& ploidies,
                         const std::vector<std::uint64_t>& values) {
        ++position;
        file.add(std::string("rs").append(std::to_string(position)), position, {"A", "C"},
                 bgen_writer::layout2(ploidies, phased, bits, values));
    };
    for (int bits = 1; bits <= 28; ++bits)
        for (const bool phased : {false, true})
            for (const bool mixed : {false, true}) {
                const std::uint64_t whole = (std::uint64_t{1} << bits) - 1;
                std::vector<int> ploidies;
                std::vector<std::uint64_t> values;
                for (int i = 0; i < samples; ++i) {
                    const int ploidy = mixed && i % 3 == 0 ? 1 : 2;
                    ploidies.push_back(ploidy | (i % 11 == 5 ? 0x80 : 0));
                    const std::uint64_t first = random() & whole;
                    const std::uint64_t second = phased ? random() & whole : random() % (whole - first + 1);
                    values.push_back(i % 11 == 5 ? 0 : first);
                    if (ploidy == 2) values.push_back(i % 11 == 5 ? 0 : second);
                }
                add(phased, bits, ploidies, values);
            }
    std::vector<std::uint64_t> pairs;
    for (std::uint64_t first = 0; first < 256; ++first)
        for (std::uint64_t second = 0; first + second < 256; ++second) {
            pairs.insert(pairs.end(), {first, second});
            if (pairs.size() == 2 * samples) {
                add(false, 8, std::vector<int>(samples, 2), pairs);
                pairs.clear();
            }
        }
    write_file(bgen, file.bytes());
    compare(bgen, sample);
}

// Layout 1 with sums other than one, which PLINK 2 divides by.
TEST_F(BgenPeer, Layout1IsReadAsPlink2ImportsIt) {
    constexpr int samples = 400;
    const std::string bgen = folder_.file("a.bgen"), sample = folder_.file("a.sample");
    bgen_writer::File file;
    file.layout = 1;
    file.samples = samples;
    file.compression = bgen_writer::zlib;
    std::string people = "ID_1 ID_2 missing sex\n0 0 0 D\n";
    for (int i = 0; i < samples; ++i)
        people += std::string("p").append(std::to_string(i)) + " p" + std::to_string(i) + " 0 1\n";
    write_file(sample, people);
    std::mt19937 random(23);
    for (std::uint32_t v = 1; v <= 40; ++v) {
        std::vector<std::uint32_t> values;
        for (int i = 0; i < samples; ++i) {
            std::uint32_t one = random() % 32769, two = random() % (32769 - one), none = 32768 - one - two;
            if (v % 2 == 0) none = random() % 32769;
            if (i % 9 == 2) none = one = two = 0;
            values.insert(values.end(), {none, one, two});
        }
        file.add(std::string("rs").append(std::to_string(v)), v, {"A", "C"}, bgen_writer::layout1(values));
    }
    write_file(bgen, file.bytes());
    compare(bgen, sample);
}
