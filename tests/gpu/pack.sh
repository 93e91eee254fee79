#!/usr/bin/env bash
# Packs what tests/gpu/check.sh needs on a machine with a GPU that has neither .NET nor this repository: the program, the benchmarks,
# .NET, the sources of libwhitematter_torch, the quickstart with its data, and Debian's libraries that may be missing there. Unpack
# it there and run its check.sh.
#
#   tests/gpu/pack.sh [ARCHIVE]
#
#   ARCHIVE   build/gpu/checks.tar.xz by itself, some 45 MB
set -uo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." || exit 1
root=$PWD

case ${1:-} in
-h | --help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
archive=${1:-$root/build/gpu/checks.tar.xz}

# shellcheck source=src/Setup/progress.sh
source src/Setup/progress.sh
# shellcheck source=src/Setup/packages.sh
source src/Setup/packages.sh
# shellcheck source=src/Setup/build.sh
source src/Setup/build.sh
# shellcheck source=src/Setup/data.sh
source src/Setup/data.sh
# shellcheck disable=SC2034 # where `quietly` writes
setup_log=$root/build/gpu/pack.log

stage=$root/build/gpu/stage
rm -rf "$stage"
mkdir -p "$stage"/{native/tests,native/gtest,libraries,dotnet/host,dotnet/shared,quickstart/data} "$(dirname -- "$archive")" || exit 1

stop() {
    show_log_end
    fail "$1"
}

use_prefixes
prepare_dotnet
require build tests
set_up_examples bolt-lmm mricron
[[ -f build/native/libwhitematter.so ]] || build_native "$root/build/native" || stop "the native code was not built"
publish() { # PROJECT FOLDER
    quietly "building $1" "${dotnet:?}" publish "$1" -c "${configuration:?}" -o "$stage/$2" --disable-build-servers -v minimal ||
        stop "$1 was not built"
    rm -f "$stage/$2"/*.xml "$stage/$2"/*.pdb "$stage/$2"/lib_lightgbm.so "$stage/$2"/libwhitematter_torch.*
}
publish src/WhiteMatter.Cli program
publish tests/Benchmarks benchmarks
# The benchmarks look for the top of a checkout.
touch "$stage/WhiteMatter.Dsl.sln"

cp tests/gpu/{check.sh,fill.py,volumes.py} "$stage"
cp tests/gpu/CMakeLists.txt "$stage/native"
mkdir "$stage/native/WhiteMatter.Native"
cp -r src/WhiteMatter.Native/{torch,include} "$stage/native/WhiteMatter.Native"
cp tests/WhiteMatter.Native.Tests/{torch_interface_tests,sanitizer_options}.cpp "$stage/native/tests"
triplet=$(c++ -print-multiarch)
cp -r /usr/include/gtest /usr/lib/"$triplet"/libgtest{,_main}.a "$stage/native/gtest" || fail "googletest is not installed"

runtime=${dotnet%/*}
version=$("$dotnet" --list-runtimes | awk '$1 == "Microsoft.NETCore.App" && $2 ~ /^10\./ { found = $2 } END { print found }')
cp "$dotnet" "$stage/dotnet"
cp -r "$runtime/host/fxr" "$stage/dotnet/host"
mkdir "$stage/dotnet/shared/Microsoft.NETCore.App"
cp -r "$runtime/shared/Microsoft.NETCore.App/$version" "$stage/dotnet/shared/Microsoft.NETCore.App" || fail "there is no runtime of .NET 10"

for name in libhts.so.3 libhtscodecs.so.2 libdeflate.so.0 libzstd.so.1 libsqlite3.so.0 liblzma.so.5 libbz2.so.1.0 libssl.so.3 libcrypto.so.3 libgomp.so.1; do
    cp -L "/usr/lib/$triplet/$name" "$stage/libraries" 2>/dev/null || cp -L "/lib/$triplet/$name" "$stage/libraries" || fail "$name is not installed"
done

cp dsl-examples/quickstart.wmstudy "$stage/quickstart"
mkdir "$stage"/quickstart/data/{bolt-lmm,mricron}
cp dsl-examples/data/bolt-lmm/EUR_subset.{bed,bim,fam,pheno2.covars} "$stage/quickstart/data/bolt-lmm"
cp dsl-examples/data/mricron/JHU-WhiteMatter-labels-2mm.nii.{gz,txt} "$stage/quickstart/data/mricron"

tar -cf - -C "$stage" . | xz -T0 -3 >"$archive" || fail "the archive was not written"
say "$archive, $(stat -c %s "$archive") bytes"
