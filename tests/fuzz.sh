#!/usr/bin/env bash
# Reads mutated genotype files under the address and undefined-behaviour sanitizers, mutated images and mutated studies:
# each file is to be read or refused with a code, each study gives a tree, in bounded time and memory.
#
#   tests/fuzz.sh [COUNT [SEED]]
#
#   COUNT   mutations of each format, any whole number from 1 on, 100000 by itself, and ten times as many studies
#   SEED    where their random numbers begin, the time by itself
#
# Starts from small files of the tests' own and, where plink2 is installed, from what it writes. Seeds, outcomes and files
# are kept under build/fuzz; a failure ends it, and its last line names the seed that repeats it.
set -uo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit 1
root=$PWD

case ${1:-} in
-h | --help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
count=${1:-100000} seed=${2:-$(date +%s)}
# The greatest seed leaves room for the parts that count on from it.
if ! [[ $count =~ ^[1-9][0-9]{0,7}$ ]] || ! [[ $seed =~ ^(0|[1-9][0-9]{0,9})$ ]] || ((seed > 2147480000)); then
    printf '%s\n' "tests/fuzz.sh: COUNT is a whole number from 1 to 99999999, SEED one from 0 to 2147480000" >&2
    exit 2
fi
folder=$root/build/fuzz build=$root/build/native-sanitized
mkdir -p "$folder/files" || exit 1
log=$folder/fuzz-$seed.log

cmake -S "$root/src/WhiteMatter.Native" -B "$build" -DWM_TESTS=ON -DWM_SANITIZE=ON >"$folder/build.log" 2>&1 &&
    cmake --build "$build" --target genotype_fuzz >>"$folder/build.log" 2>&1 || {
    cat "$folder/build.log"
    exit 1
}
fuzz=$build/tests/genotype_fuzz

say() { printf '%s\n' "$*" | tee -a "$log"; }

# run FORMAT FILE COUNT [SAMPLES VARIANTS]: 0 also where this build does not read the format.
run() {
    local format=$1 file=$2 mutations=$(($3 > 0 ? $3 : 1))
    shift 3
    "$fuzz" "$format" "$file" "$seed" "$mutations" "$@" 2>&1 | tee -a "$log"
    local code=${PIPESTATUS[0]}
    ((code == 0 || code == 77)) && return
    say "FAILED: genotype_fuzz $format $file, see the seed above (exit code $code)"
    exit 1
}

# Files of PLINK 2: phased calls and dosages, of 60 people and 50 variants.
plink_files() {
    local out=$folder/files
    (
        cd "$out" || exit 1
        quiet=(--threads 1 --memory 1000)
        plink2 --dummy 60 50 0.05 dosage-freq=0.2 phase-freq=0.3 --seed 1 --make-pgen --out dosages "${quiet[@]}" &&
            plink2 --dummy 60 50 0.05 --seed 2 --make-bed --out calls "${quiet[@]}" &&
            plink2 --bfile calls --make-pgen --out calls "${quiet[@]}" &&
            plink2 --pfile dosages --export bgen-1.2 bits=8 --out bits8 "${quiet[@]}" &&
            plink2 --pfile dosages --export bgen-1.3 --out bits16 "${quiet[@]}" &&
            plink2 --pfile dosages --export bgen-1.1 --out layout1 "${quiet[@]}" &&
            plink2 --pfile dosages --export vcf bgz vcf-dosage=DS --out text "${quiet[@]}" &&
            plink2 --pfile dosages --export bcf vcf-dosage=DS --out binary "${quiet[@]}"
    ) >>"$folder/build.log" 2>&1
}

say "seed $seed, $count mutations of each format"
if command -v plink2 >/dev/null && plink_files; then
    half=$((count / 2)) files=$folder/files
    for format in bed pgen bgen vcf; do run "$format" seeds "$half"; done
    run bed "$files/calls.bed" "$half" 60 50
    for name in calls dosages; do run pgen "$files/$name.pgen" $((half / 2)); done
    for name in bits8 bits16 layout1; do run bgen "$files/$name.bgen" $((half / 3)); done
    for name in text.vcf.gz binary.bcf; do run vcf "$files/$name" $((half / 2)); done
else
    say "plink2 is not installed or failed (build/fuzz/build.log): the tests' own files alone"
    for format in bed pgen bgen vcf; do run "$format" seeds "$count"; done
fi
# Images: headers of both versions and byte orders, packed streams, series, pairs.
export WMSTUDY_NIFTI_MUTATIONS=$count WMSTUDY_NIFTI_SEED=$seed WMSTUDY_NIFTI_LOG=$log
dotnet test "$root/tests/WhiteMatter.Formats.Tests" -c Release --filter FullyQualifiedName~MutatedNifti >"$folder/nifti.log" 2>&1 || {
    cat "$folder/nifti.log"
    say "FAILED: mutated images, seed $seed; see build/fuzz/nifti.log"
    exit 1
}
grep '^nifti part' "$log"
# Studies: the parser, the checker and the formatter.
export WMSTUDY_MUTATIONS=$((10 * count)) WMSTUDY_MUTATION_SEED=$seed WMSTUDY_MUTATION_LOG=$log
dotnet test "$root/tests/WhiteMatter.Language.Tests" -c Release --filter FullyQualifiedName~MutationTests.as >"$folder/studies.log" 2>&1 || {
    cat "$folder/studies.log"
    say "FAILED: mutated studies, seed $seed; see build/fuzz/studies.log"
    exit 1
}
grep '^studies' "$log"
say "no failure; log in ${log#"$root"/}"
