#include "genotype_files.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <numeric>
#include <random>
#include <sstream>

#include "genotypes/data_failure.hpp"

namespace genotype_files {

Dosages read_dosages(wm::VariantReader& reader, const wm_variant_address& address, std::int64_t samples) {
    Dosages row(static_cast<std::size_t>(samples));
    reader.read(address, WM_DOSAGES, row.data());
    return row;
}

Calls read_calls(wm::VariantReader& reader, const wm_variant_address& address, std::int64_t samples) {
    Calls row(static_cast<std::size_t>((samples + 3) / 4));
    reader.read(address, WM_HARDCALLS, row.data());
    return row;
}

Contents contents(const wm::GenotypeFile& file) {
    Contents all;
    const auto scan = file.scan();
    wm_variant_address address;
    for (std::string line; scan->next(address, line); line.clear()) {
        all.addresses.push_back(address);
        all.lines.push_back(line);
    }
    const auto reader = file.reader();
    for (const wm_variant_address& each : all.addresses) {
        all.dosages.push_back(read_dosages(*reader, each, file.info().samples));
        all.calls.push_back(read_calls(*reader, each, file.info().samples));
    }
    return all;
}

std::vector<int> codes(const Calls& calls, std::int64_t samples) {
    std::vector<int> out;
    for (std::int64_t i = 0; i < samples; ++i)
        out.push_back(calls[static_cast<std::size_t>(i / 4)] >> (2 * (i % 4)) & 3);
    return out;
}

void expect_any_order_gives_the_same(const wm::GenotypeFile& file, const Contents& expected) {
    std::vector<std::size_t> order(expected.addresses.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), std::mt19937(1));
    const std::unique_ptr<wm::VariantReader> readers[] = {file.reader(), file.reader(), file.reader()};
    for (std::size_t i = 0; i < order.size(); ++i) {
        wm::VariantReader& reader = *readers[i % std::size(readers)];
        EXPECT_EQ(read_dosages(reader, expected.addresses[order[i]], file.info().samples),
                  expected.dosages[order[i]]);
        EXPECT_EQ(read_calls(reader, expected.addresses[order[i]], file.info().samples),
                  expected.calls[order[i]]);
    }
}

wm_data_error failure_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const wm::DataFailure& failure) {
        return failure.details();
    }
    ADD_FAILURE() << "no failure";
    return {};
}

wm_status status_of(const std::function<void()>& body) {
    try {
        body();
        return WM_OK;
    } catch (const wm::Failure& failure) {
        return failure.status();
    }
}

bool has_command(const std::string& name) {
    return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

void run(const std::string& command) {
    std::FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string output;
    std::array<char, 4096> buffer;
    for (std::size_t got; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        output.append(buffer.data(), got);
    ASSERT_EQ(pclose(pipe), 0) << command << "\n" << output;
}

PeerContents plink2_contents(const TemporaryFolder& folder, const std::string& input) {
    const std::string stem = folder.file("peer"), plink = "plink2 --threads 1 --memory 800 --out " + stem;
    run(plink + " " + input + " --make-pgen");
    run(plink + " --pfile " + stem + " --export A");
    run(plink + " --pfile " + stem + " --make-bed");
    PeerContents peer;
    std::ifstream raw(stem + ".raw");
    std::string line, word;
    std::getline(
        raw,
        line);  // FID IID PAT MAT SEX PHENOTYPE and a column a variant, which counts the reference allele
    std::istringstream header(line);
    const auto columns = std::distance(std::istream_iterator<std::string>(header), {});
    peer.dosages.resize(static_cast<std::size_t>(columns) - 6);
    std::size_t samples = 0;
    for (; std::getline(raw, line); ++samples) {
        std::istringstream words(line);
        for (int i = 0; i < 6; ++i) words >> word;
        for (Dosages& variant : peer.dosages) {
            words >> word;
            variant.push_back(word == "NA"
                                  ? wm::dosage_missing
                                  : static_cast<std::uint16_t>(32768 - std::lround(std::stod(word) * 16384)));
        }
    }
    const std::string bed = read_file(stem + ".bed");
    const std::size_t bytes = (samples + 3) / 4;
    for (std::size_t at = 3; at + bytes <= bed.size(); at += bytes)
        peer.calls.emplace_back(&bed[at], &bed[at] + bytes);
    return peer;
}

void expect_equal(const Contents& ours, const PeerContents& peer) {
    ASSERT_EQ(ours.dosages.size(), peer.dosages.size());
    ASSERT_EQ(ours.calls.size(), peer.calls.size());
    for (std::size_t v = 0; v < ours.dosages.size(); ++v) {
        EXPECT_EQ(ours.dosages[v], peer.dosages[v]) << "dosages of " << ours.lines[v];
        EXPECT_EQ(ours.calls[v], peer.calls[v]) << "hard calls of " << ours.lines[v];
    }
}

}  // namespace genotype_files
