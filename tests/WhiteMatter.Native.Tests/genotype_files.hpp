// What tests of genotype files share: reading everything a file has, and PLINK 2 as a peer.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "genotypes/genotype_file.hpp"
#include "temporary_folder.hpp"

namespace genotype_files {

using Dosages = std::vector<std::uint16_t>;
using Calls = std::vector<std::uint8_t>;  // packed as in a .bed file

// Everything in a file: the variants as its scan lists them, each read in turn by one reader.
struct Contents {
    std::vector<wm_variant_address> addresses;
    std::vector<std::string> lines;
    std::vector<Dosages> dosages;
    std::vector<Calls> calls;
};
Contents contents(const wm::GenotypeFile& file);
Dosages read_dosages(wm::VariantReader& reader, const wm_variant_address& address, std::int64_t samples);
Calls read_calls(wm::VariantReader& reader, const wm_variant_address& address, std::int64_t samples);

// The PLINK 1 codes of packed calls.
std::vector<int> codes(const Calls& calls, std::int64_t samples);

// Expects the same of all variants read in a scrambled order and by several readers.
void expect_any_order_gives_the_same(const wm::GenotypeFile& file, const Contents& expected);

// The details of the failure that the body must end with.
wm_data_error failure_of(const std::function<void()>& body);
// WM_OK, or the status that the body failed with; anything but a Failure is a test failure.
wm_status status_of(const std::function<void()>& body);

bool has_command(const std::string& name);
// Runs a shell command that must succeed; its output is shown if it does not.
void run(const std::string& command);

// What PLINK 2 holds after `plink2 <input> --make-pgen`: dosages of the alternate allele by `--export A`,
// which prints enough digits to tell each 1/16384, and hard calls by `--make-bed`.
struct PeerContents {
    std::vector<Dosages> dosages;
    std::vector<Calls> calls;
};
PeerContents plink2_contents(const TemporaryFolder& folder, const std::string& input);
void expect_equal(const Contents& ours, const PeerContents& peer);

}  // namespace genotype_files
