// VCF and BCF as PLINK 2 imports them, value for value, and as bcftools converts and splits them.
#include <cstdio>
#include <random>

#include "genotype_files.hpp"

using namespace genotype_files;

namespace {

class VcfPeer : public testing::Test {
  protected:
    void SetUp() override {
        for (const char* command : {"plink2", "bcftools"})
            if (!has_command(command)) GTEST_SKIP() << command << " is not installed";
    }
    Contents read(const std::string& path) {
        const auto file = wm::open_vcf(path, -1, -1);
        const Contents all = contents(*file);
        expect_any_order_gives_the_same(*file, all);
        return all;
    }
    // As plain text, bgzipped, and BCF with and without compression, by bcftools.
    std::vector<std::string> in_every_form(const std::string& vcf) {
        std::vector<std::string> paths = {vcf};
        for (const char form : {'z', 'b', 'u'}) {
            paths.push_back(vcf + "." + form);
            run("bcftools view --no-version -O" + std::string(1, form) + " -o " + paths.back() + " " + vcf);
        }
        return paths;
    }
    TemporaryFolder folder_;
};

// Genotypes with calls of all kinds and the field's values by `value`, which is given the copies.
std::string written(const std::string& declaration, const std::string& field, int samples, int variants,
                    const std::function<std::string(std::mt19937&)>& value) {
    std::mt19937 random(31);
    std::string text =
        "##fileformat=VCFv4.2\n##contig=<ID=1,length=1000000>\n"
        "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n" +
        declaration + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";
    for (int i = 0; i < samples; ++i) text += "\ts" + std::to_string(i);
    for (int v = 1; v <= variants; ++v) {
        text += "\n1\t" + std::to_string(v) + "\trs" + std::to_string(v) + "\tA\tC\t.\t.\t.\tGT" +
                (field.empty() ? "" : ":" + field);
        for (int i = 0; i < samples; ++i) {
            static constexpr const char* calls[] = {"0/0", "0/1", "1|1", "1|0", "./.", "0|0", "1/1"};
            text.append("\t").append(calls[random() % std::size(calls)]);
            if (!field.empty()) text.append(":").append(value(random));
        }
    }
    return text + "\n";
}

std::string decimal(double value, int digits) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

}  // namespace

TEST_F(VcfPeer, ExportsOfPlink2AreReadAsItImportsThem) {
    const std::string data = folder_.file("data"), stem = folder_.file("export");
    run("plink2 --dummy 203 150 0.03 dosage-freq=0.4 phase-freq=0.5 --seed 11 --threads 1 --out " + data);
    for (const std::string field : {"DS", "HDS", "GP"})
        for (const std::string form : {"vcf", "vcf bgz", "bcf"}) {
            SCOPED_TRACE(form + " " + field);
            run("plink2 --pfile " + data + " --threads 1 --export " + form + " vcf-dosage=" + field +
                " --out " + stem);
            const std::string path = stem + (form == "vcf" ? ".vcf" : form == "bcf" ? ".bcf" : ".vcf.gz");
            // Exports with HDS have DS too, which is read.
            const std::string import =
                (form == "bcf" ? " --bcf " : " --vcf ") + path + " dosage=" + (field == "GP" ? "GP" : "DS");
            expect_equal(read(path), plink2_contents(folder_, import));
        }
    run("plink2 --pfile " + data + " --threads 1 --export vcf --out " + stem);
    expect_equal(read(stem + ".vcf"), plink2_contents(folder_, "--vcf " + stem + ".vcf"));
}

// Decimals of every length, of which a float would round some to the other side.
TEST_F(VcfPeer, DecimalsAreRoundedAsByPlink2) {
    struct Case {
        const char *field, *type;
        std::function<std::string(std::mt19937&)> value;
    };
    const auto fraction = [](std::mt19937& random) { return random() / 4294967295.0; };
    const auto digits = [](std::mt19937& random) { return static_cast<int>(random() % 12); };
    const Case cases[] = {
        {"DS", "DS,Number=A",
         [&](std::mt19937& r) { return r() % 9 == 0 ? "." : decimal(2 * fraction(r), digits(r)); }},
        {"HDS", "HDS,Number=.",
         [&](std::mt19937& r) {
             return decimal(fraction(r), digits(r)) + "," + decimal(fraction(r), digits(r));
         }},
        {"GP", "GP,Number=G", [&](std::mt19937& r) {
             const double one = fraction(r), two = (1 - one) * fraction(r);
             return decimal(1 - one - two, 3) + "," + decimal(one, 3) + "," + decimal(two, 3);
         }}};
    for (const Case& each : cases) {
        SCOPED_TRACE(each.field);
        const std::string declaration =
            "##FORMAT=<ID=" + std::string(each.type) + ",Type=Float,Description=\"x\">\n";
        const std::string vcf = folder_.file("a.vcf");
        write_file(vcf, written(declaration, each.field, 250, 60, each.value));
        const std::vector<std::string> paths = in_every_form(vcf);
        for (std::size_t i = 0; i < 3; ++i)
            expect_equal(read(paths[i]), plink2_contents(folder_, (i < 2 ? "--vcf " : "--bcf ") + paths[i] +
                                                                      " dosage=" + each.field));
        // BCF without compression, which PLINK 2 does not read.
        EXPECT_EQ(read(paths[3]).dosages, read(paths[2]).dosages);
    }
}

// bcftools norm -m splits by allele; what is another alternate allele in the call becomes the reference
// there.
TEST_F(VcfPeer, SplitAllelesAreThoseOfBcftools) {
    const std::string vcf = folder_.file("a.vcf"), split = folder_.file("split.vcf");
    std::mt19937 random(5);
    std::string text =
        "##fileformat=VCFv4.2\n##contig=<ID=1,length=1000000>\n"
        "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
        "##FORMAT=<ID=DS,Number=A,Type=Float,Description=\"x\">\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";
    for (int i = 0; i < 50; ++i) text += "\ts" + std::to_string(i);
    static constexpr const char* alternates[] = {"C", "C,G", "C,G,T",
                                                 "CA,CT,CG,CC,GG,GA,GT,TT,TA,TC,AAA,AAC"};
    for (int v = 1; v <= 60; ++v) {
        const std::string alleles = alternates[v % 4];
        const int count = 1 + static_cast<int>(std::count(alleles.begin(), alleles.end(), ','));
        const bool dosages = v % 3 == 0;
        text += "\n1\t" + std::to_string(v) + "\t.\tA\t" + alleles + "\t.\t.\t.\tGT" + (dosages ? ":DS" : "");
        for (int i = 0; i < 50; ++i) {
            const auto allele = [&] {
                return random() % 9 == 0 ? "." : std::to_string(random() % static_cast<unsigned>(count + 1));
            };
            const std::string first = allele();
            text += '\t';
            if (first == ".") {
                text += "./.";
            } else {
                text += first;
                if (random() % 7 != 0)
                    text.append(random() % 2 == 0 ? "/" : "|")
                        .append(std::to_string(random() % static_cast<unsigned>(count + 1)));
            }
            for (int a = 0; dosages && a < count; ++a)
                text.append(a == 0 ? ":" : ",").append(decimal(random() % 100 / 100.0 / count, 2));
        }
    }
    write_file(vcf, text + "\n");
    run("bcftools norm --no-version -m -any -o " + split + " " + vcf);
    const Contents expected = read(split);
    for (const std::string& path : in_every_form(vcf)) {
        SCOPED_TRACE(path);
        const Contents ours = read(path);
        EXPECT_EQ(ours.lines, expected.lines);
        EXPECT_EQ(ours.dosages, expected.dosages);
        EXPECT_EQ(ours.calls, expected.calls);
    }
}
