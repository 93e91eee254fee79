// Files written by PLINK 2 (Debian's plink2) and read back beside its own exports: rows of --make-bed,
// dosages of
// --export vcf. Skipped where plink2 is not installed.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "opened_genotypes.hpp"
#include "temporary_folder.hpp"

namespace {

// One variant's phased calls, a pair of haplotypes' alternate alleles a sample; -1 missing.
struct Haplotypes {
    std::vector<int> left, right;
};

class Simulation {
  public:
    Simulation(std::size_t samples, unsigned seed) : samples_(samples), random_(seed) {}

    Haplotypes common(double frequency, double missing) {
        Haplotypes h;
        for (std::size_t i = 0; i < samples_; ++i) {
            const bool gap = chance(missing);
            h.left.push_back(gap ? -1 : chance(frequency));
            h.right.push_back(gap ? -1 : chance(frequency));
        }
        return h;
    }
    // A neighbour in high linkage disequilibrium: a few calls differ; inverted: with the alleles exchanged.
    Haplotypes neighbour(const Haplotypes& of, bool inverted) {
        Haplotypes h = of;
        for (std::size_t i = 0; i < samples_; ++i) {
            if (inverted && h.left[i] >= 0) h.left[i] = 1 - h.left[i], h.right[i] = 1 - h.right[i];
            if (chance(0.01)) h.left[i] = h.right[i] = static_cast<int>(random_() % 3) - 1;
        }
        return h;
    }
    bool chance(double p) { return std::uniform_real_distribution<double>()(random_) < p; }
    double between(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random_);
    }

  private:
    std::size_t samples_;
    std::mt19937 random_;
};

std::vector<Haplotypes> variants_of_all_kinds(Simulation& simulation, int rounds) {
    std::vector<Haplotypes> all;
    for (int round = 0; round < rounds; ++round) {
        all.push_back(simulation.common(simulation.between(0.3, 0.6), 0.02));
        for (const bool inverted : {false, true, false})
            all.push_back(simulation.neighbour(all.back(), inverted));
        all.push_back(simulation.common(0.008, 0.001));  // rare
        all.push_back(simulation.common(0.992, 0.001));  // rare the other way round
        all.push_back(simulation.common(0.3, 0.97));     // nearly all missing
        all.push_back(simulation.common(0.12, 0));       // two common categories and a few of the third
        all.push_back(simulation.common(0, 0));          // monomorphic
        all.push_back(simulation.common(1, 0));
    }
    return all;
}

// How many of a variant's samples get a dosage of their own.
enum class Dosages { None, Few, Half, All, Phased };

class PlinkPeer : public testing::Test {
  protected:
    void SetUp() override {
        if (std::system("command -v plink2 >/dev/null 2>&1") != 0) GTEST_SKIP() << "plink2 is not installed";
    }

    std::string prefix(const std::string& name) const { return folder_.file(name); }

    void plink2(const std::string& arguments) const {
        const std::string log = prefix("log"),
                          line = "plink2 --threads 1 --memory 1000 " + arguments + " >" + log + " 2>&1";
        ASSERT_EQ(std::system(line.c_str()), 0) << line << "\n" << read_file(log);
    }

    // A VCF file of the variants; `dosages` says which kind each gets, in turn.
    void write_vcf(const std::string& name, std::size_t samples, const std::vector<Haplotypes>& variants,
                   double phased, const std::vector<Dosages>& dosages, Simulation& simulation) const {
        std::ofstream vcf(prefix(name));
        vcf << "##fileformat=VCFv4.2\n##contig=<ID=1>\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\">"
               "\n"
               "##FORMAT=<ID=HDS,Number=.,Type=Float,Description=\"\">\n#"
               "CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";
        for (std::size_t i = 0; i < samples; ++i) vcf << "\ts" << i;
        vcf << "\n";
        for (std::size_t v = 0; v < variants.size(); ++v) {
            const Dosages kind = dosages[v % dosages.size()];
            vcf << "1\t" << v + 1 << "\tv" << v << "\tA\tC\t.\t.\t.\tGT"
                << (kind == Dosages::None ? "" : ":HDS");
            const double share = kind == Dosages::Few ? 0.02 : kind == Dosages::All ? 1 : 0.5;
            for (std::size_t i = 0; i < samples; ++i) {
                const int left = variants[v].left[i], right = variants[v].right[i];
                const char bar = simulation.chance(phased) ? '|' : '/';
                if (left < 0)
                    vcf << "\t." << bar << ".";
                else
                    vcf << "\t" << left << bar << right;
                if (kind == Dosages::None || left < 0 || !simulation.chance(share)) {
                    if (kind != Dosages::None) vcf << ":.";
                    continue;
                }
                // Near the call, so that it stays what --hard-call-threshold makes of it, or it goes missing.
                const auto near = [&](int allele) {
                    return std::abs(allele - simulation.between(0.001, 0.12));
                };
                vcf << ":" << near(left);
                if (kind == Dosages::Phased) vcf << "," << near(right);
            }
            vcf << "\n";
        }
    }

    // The types of the records, from the header of a file of at most 65,536 variants.
    std::multiset<unsigned> record_types(const std::string& name) const {
        const std::string bytes = read_file(prefix(name));
        const auto byte = [&](std::size_t at) {
            return static_cast<unsigned>(static_cast<unsigned char>(bytes.at(at)));
        };
        EXPECT_EQ(byte(2), 0x10U);
        std::multiset<unsigned> types;
        for (std::size_t v = 0; v < byte(3) + 256 * byte(4); ++v)
            types.insert((byte(11) & 4) != 0 ? byte(20 + v) : (byte(20 + v / 2) >> (v % 2 * 4)) & 15);
        return types;
    }

    void expect_the_rows_of_make_bed(const std::string& name, wm_genotype_format format,
                                     const std::string& bed) const {
        const std::string expected = read_file(prefix(bed + ".bed")).substr(3);
        Genotypes file(prefix(name), format, samples_, variants_);
        ASSERT_EQ(file.status(), WM_OK) << file.error().found;
        const std::vector<std::uint8_t> rows = file.hard_calls(all_variants(file.info().variants), 2);
        ASSERT_EQ(file.status(), WM_OK) << file.error().found << " " << file.error().variant;
        EXPECT_TRUE(std::string(rows.begin(), rows.end()) == expected);
    }

    void expect_the_dosages_of_the_export(const std::string& name, const std::string& vcf_name) const {
        Genotypes file(prefix(name), WM_FORMAT_PGEN);
        ASSERT_EQ(file.status(), WM_OK) << file.error().found;
        const std::vector<std::uint16_t> rows = file.dosages(all_variants(file.info().variants), 2);
        ASSERT_EQ(file.status(), WM_OK) << file.error().found << " " << file.error().variant;
        std::ifstream vcf(prefix(vcf_name));
        std::string line, field;
        std::size_t at = 0, dosages = 0;
        while (std::getline(vcf, line)) {
            if (line[0] == '#') continue;
            std::istringstream fields(line);
            for (int i = 0; i < 9; ++i) std::getline(fields, field, '\t');
            ASSERT_EQ(field, "GT:DS");
            for (; std::getline(fields, field, '\t'); ++at) {
                const std::string ds = field.substr(field.find(':') + 1);
                if (ds == ".") {
                    ASSERT_EQ(rows[at], 65535) << at;
                    continue;
                }
                // Printed with as many digits as tell 1/32768 apart.
                ASSERT_NEAR(rows[at] / 16384.0, std::stod(ds), 3.1e-5) << at;
                if (rows[at] % 16384 != 0) ++dosages;
            }
        }
        ASSERT_EQ(at, rows.size());
        EXPECT_GT(dosages, 0U);
    }

    TemporaryFolder folder_;
    std::int64_t samples_ = -1, variants_ = -1;
};

bool any_with(const std::multiset<unsigned>& types, unsigned mask, unsigned value) {
    for (const unsigned type : types)
        if ((type & mask) == value) return true;
    return false;
}

}  // namespace

TEST_F(PlinkPeer, HardCallsOfEveryKindOfRecordAreThoseOfMakeBed) {
    for (const std::size_t samples : {150, 1003, 70000}) {
        Simulation simulation(samples, 17);
        const std::vector<Haplotypes> variants = variants_of_all_kinds(simulation, samples > 10000 ? 1 : 30);
        write_vcf("in.vcf", samples, variants, 0, {Dosages::None}, simulation);
        plink2("--vcf " + prefix("in.vcf") + " --make-pgen --out " + prefix("p"));
        plink2("--pfile " + prefix("p") + " --make-bed --out " + prefix("b"));
        const std::multiset<unsigned> types = record_types("p.pgen");
        for (const unsigned type : {0, 1, 2, 3, 4, 6, 7})
            EXPECT_TRUE(samples > 10000 || any_with(types, 7, type))
                << "no record of type " << type << " of " << samples;
        EXPECT_TRUE(any_with(types, 6, 2)) << samples;
        expect_the_rows_of_make_bed("p.pgen", WM_FORMAT_PGEN, "b");
        plink2("--pfile " + prefix("p") + " --make-pgen format=2 --out " + prefix("q"));
        ASSERT_EQ(read_file(prefix("q.pgen"))[2], 2);
        expect_the_rows_of_make_bed("q.pgen", WM_FORMAT_PGEN, "b");
    }
}

TEST_F(PlinkPeer, IndividualMajorRowsAreThoseOfMakeBed) {
    plink2("--dummy 1001 777 0.03 --make-bed --out " + prefix("b"));
    plink2("--bfile " + prefix("b") + " --export ind-major-bed --out " + prefix("i"));
    samples_ = 1001, variants_ = 777;
    ASSERT_EQ(read_file(prefix("i.bed"))[2], 0);
    expect_the_rows_of_make_bed("i.bed", WM_FORMAT_BED, "b");
    expect_the_rows_of_make_bed("b.bed", WM_FORMAT_BED, "b");
}

TEST_F(PlinkPeer, PhaseIsPassedOver) {
    Simulation simulation(600, 23);
    const std::vector<Haplotypes> variants = variants_of_all_kinds(simulation, 20);
    for (const double phased : {1.0, 0.7}) {
        write_vcf("in.vcf", 600, variants, phased, {Dosages::None}, simulation);
        plink2("--vcf " + prefix("in.vcf") + " --make-pgen --out " + prefix("p"));
        plink2("--pfile " + prefix("p") + " --make-bed --out " + prefix("b"));
        EXPECT_TRUE(any_with(record_types("p.pgen"), 0x16, 0x12)) << "no differences with phase";
        expect_the_rows_of_make_bed("p.pgen", WM_FORMAT_PGEN, "b");
    }
}

TEST_F(PlinkPeer, DosagesOfEveryKindAreThoseOfTheExport) {
    for (const std::size_t samples : {200, 3001}) {
        Simulation simulation(samples, 29);
        const std::vector<Haplotypes> variants = variants_of_all_kinds(simulation, samples > 1000 ? 6 : 40);
        const std::vector<Dosages> kinds = {Dosages::None,   Dosages::Few, Dosages::Half,  Dosages::All,
                                            Dosages::Phased, Dosages::Few, Dosages::Phased};
        write_vcf("in.vcf", samples, variants, 0.8, kinds, simulation);
        plink2("--vcf " + prefix("in.vcf") + " dosage=HDS --hard-call-threshold 0.2 --make-pgen --out " +
               prefix("p"));
        plink2("--pfile " + prefix("p") + " --make-bed --out " + prefix("b"));
        plink2("--pfile " + prefix("p") + " --export vcf vcf-dosage=DS-force --out " + prefix("v"));
        const std::multiset<unsigned> types = record_types("p.pgen");
        for (const unsigned dosages : {0x20U, 0x40U, 0x60U})
            EXPECT_TRUE(any_with(types, 0x60, dosages))
                << "no dosages of kind " << dosages << " of " << samples;
        EXPECT_TRUE(any_with(types, 0x80, 0x80)) << "no phase of dosages";
        EXPECT_TRUE(any_with(types, 0x36, 0x32)) << "no differences with phase and listed dosages";
        expect_the_rows_of_make_bed("p.pgen", WM_FORMAT_PGEN, "b");
        expect_the_dosages_of_the_export("p.pgen", "v.vcf");
    }
}

TEST_F(PlinkPeer, CallsOfAThirdAlleleAreRefusedWithTheNumberOfTheirVariants) {
    std::ofstream(prefix("m.vcf"))
        << "##fileformat=VCFv4.2\n##contig=<ID=1>\n#"
           "CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\n"
           "1\t1\tv1\tA\tC\t.\t.\t.\tGT\t0/1\t1/1\n1\t2\tv2\tA\tC,G\t.\t.\t.\tGT\t0/2\t1/2\n"
           "1\t3\tv3\tA\tC,G\t.\t.\t.\tGT\t0/0\t0/1\n";
    plink2("--vcf " + prefix("m.vcf") + " --make-pgen --out " + prefix("m"));
    const Genotypes file(prefix("m.pgen"), WM_FORMAT_PGEN);
    EXPECT_EQ(file.status(), WM_BAD_DATA);
    EXPECT_EQ(file.error().problem, WM_DATA_MULTIALLELIC);
    EXPECT_STREQ(file.error().found, "1 of its 3 variants have calls of a third allele");
}
