#!/usr/bin/env bash
# Tests of the launcher and of the set-up scripts, in folders of their own; nothing is installed. Prints one line for each
# test, "ok NAME" or "not ok NAME", and ends with 1 if one failed.
# shellcheck disable=SC2016 # commands in single quotes are run by set_up
set -uo pipefail
repository=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
failures=0

# equal NAME EXPECTED ACTUAL
equal() {
    if [[ $2 == "$3" ]]; then
        printf 'ok %s\n' "$1"
    else
        printf 'not ok %s\n    expected: %s\n    actual:   %s\n' "$1" "$2" "$3"
        failures=$((failures + 1))
    fi
}

# contains NAME PART TEXT
contains() {
    if [[ $3 == *"$2"* ]]; then equal "$1" "" ""; else equal "$1" "... $2 ..." "$3"; fi
}

# set_up COMMAND: runs the command with the set-up's functions, for a repository in the sandbox; both streams are printed.
set_up() {
    root=$sandbox/repository XDG_CACHE_HOME=$sandbox/cache bash -uo pipefail -c '
        repository=$1
        for part in progress packages build data; do source "$repository/src/Setup/$part.sh"; done
        package_table() { printf "%s\n" "no-such-package | build | header:no/such.h | shows what is said"; }
        '"$1" bash "$repository" 2>&1
}

mkdir -p "$sandbox/repository/build" "$sandbox/repository/dsl-examples" "$sandbox/prefix/include/no"

# --- What may not be installed
said=$(WMSTUDY_INSTALL=never set_up 'require build')
equal "a missing package that may not be installed ends with code 5" 5 $?
contains "a missing package is named with its reason" "no-such-package   shows what is said" "$said"
contains "the line for an administrator is given" "apt-get install --no-install-recommends no-such-package" "$said"
equal "nothing is missing for another purpose" "" "$(WMSTUDY_INSTALL=never set_up 'require tests')"
touch "$sandbox/prefix/include/no/such.h"
equal "a header in a prefix counts as present" "" \
    "$(WMSTUDY_INSTALL=never WMSTUDY_PREFIX=/usr:$sandbox/prefix set_up 'require build')"
said=$(WMSTUDY_PREFIX=$sandbox/nowhere set_up use_prefixes)
equal "a prefix that does not exist ends with code 5" 5 $?

# --- The data of the examples
turned=$(printf 'id\tA\tB\nPC1\t1\t2\nPC2\t\t4\n' | set_up 'transpose_table 1 2')
equal "a table is turned, with IID first and NA for nothing" "$(printf 'IID\tPC1\tPC2\nA\t1\tNA\nB\t2\t4')" "$turned"
printf 'id\tA\tB\nPC1\t1\n' | set_up 'transpose_table 1 2' >"$sandbox/out"
equal "a line with too few fields is refused" 1 $?

make_toy='make_toy() { echo made >>"$XDG_CACHE_HOME/count"; echo data >"$1/toy.txt"; }; missing_packages() { :; }; '
set_up "$make_toy set_up_examples toy" >"$sandbox/out"
equal "an example is made and linked" data "$(cat "$sandbox/repository/dsl-examples/data/toy/toy.txt")"
set_up "$make_toy set_up_examples toy" >"$sandbox/out"
equal "an example is made once" made "$(cat "$sandbox/cache/count")"
ln -sfn "$sandbox/gone" "$sandbox/repository/dsl-examples/data"
set_up "$make_toy set_up_examples toy" >"$sandbox/out"
equal "a link to somewhere else is repaired" "$sandbox/cache/wmstudy/examples" \
    "$(readlink "$sandbox/repository/dsl-examples/data")"
set_up 'missing_packages() { :; }; make_bad() { echo half >"$1/half"; return 1; }; set_up_examples bad' >"$sandbox/out"
equal "an example that cannot be made ends with code 5" 5 $?
equal "and leaves nothing" "toy" "$(cd "$sandbox/cache/wmstudy/examples" && find . -mindepth 1 -maxdepth 1 -type d -printf '%f')"
rm "$sandbox/repository/dsl-examples/data" && mkdir "$sandbox/repository/dsl-examples/data"
set_up link_examples >"$sandbox/out"
equal "a folder of the user's in the link's place is left alone" 5 $?
rmdir "$sandbox/repository/dsl-examples/data"
printf 'bed = "data/fastqtl/x.bed"\n' >"$sandbox/repository/dsl-examples/a.wmstudy"
equal "the data that an example names is found" fastqtl \
    "$(set_up 'examples_needed plan "$root/dsl-examples/a.wmstudy" --json')"
printf 'labels = "data/mricron/x.nii.gz"\n' >"$sandbox/repository/dsl-examples/part.wmstudy"
printf 'import "part.wmstudy" as part\nbed = "data/fastqtl/x.bed"\n' >"$sandbox/repository/dsl-examples/b.wmstudy"
equal "and the data that a file it imports names" "fastqtl mricron" \
    "$(set_up 'examples_needed plan "$root/dsl-examples/b.wmstudy"' | xargs)"
equal "what is missing is looked for by its kind" "missing missing missing" \
    "$(set_up 'for probe in library:no/such.so share:no/such python:no_such; do is_present "$probe" || echo missing; done' | xargs)"
mkdir -p "$sandbox/prefix/lib/python3/dist-packages/no_such" "$sandbox/prefix/share/no/such"
touch "$sandbox/prefix/lib/no-such.so"
equal "and found in a prefix" "here here here" \
    "$(WMSTUDY_PREFIX=$sandbox/prefix set_up 'for probe in library:no-such.so share:no/such python:no_such; do is_present "$probe" && echo here; done' | xargs)"
equal "another study of the same text needs none" "" \
    "$(cp "$sandbox/repository/dsl-examples/a.wmstudy" "$sandbox/" && set_up 'examples_needed plan "${root%/*}/a.wmstudy"')"

# --- What counts as changed
mkdir -p "$sandbox/repository/src/Part/obj" "$sandbox/repository/src/Setup"
echo 1 | tee "$sandbox/repository/"{global.json,Directory.Build.props,Directory.Packages.props,src/Part/a.cs} >"$sandbox/out"
before=$(set_up source_hash)
touch "$sandbox/repository/src/Part/a.cs"
echo 1 >"$sandbox/repository/src/Part/obj/b"
equal "a touched source and a built file change nothing" "$before" "$(set_up source_hash)"
echo 2 >"$sandbox/repository/src/Part/a.cs"
after=$(set_up source_hash)
equal "a changed source is another program" different "$([[ $before != "$after" ]] && echo different || echo same)"

mkdir -p "$sandbox/torch/lib" && touch "$sandbox/torch/lib/libtorch_cpu.so"
equal "another libtorch is another program" different \
    "$([[ $after != "$(WMSTUDY_LIBTORCH=$sandbox/torch set_up source_hash)" ]] && echo different || echo same)"
equal "the system's is the one that nothing names" "$after" "$(WMSTUDY_LIBTORCH='' set_up source_hash)"
mkdir -p "$sandbox/repository/build" && printf 'app-1\n/nowhere\n%s\n' "$sandbox/torch" >"$sandbox/repository/build/stamp"
equal "a libtorch stays until another is named" "$sandbox/torch|" "$(set_up libtorch_folder)|$(WMSTUDY_LIBTORCH='' set_up libtorch_folder)"
needs_libtorch='package_table() { echo "libtorch-dev | build | header:no/torch.h | trains"; }; missing_packages build'
equal "with it the system's is not needed" "libtorch-dev|trains|" \
    "$(WMSTUDY_LIBTORCH='' set_up "$needs_libtorch")|$(WMSTUDY_LIBTORCH=$sandbox/torch set_up "$needs_libtorch")"
(WMSTUDY_LIBTORCH=$sandbox/torch set_up require_libtorch_folder) && (WMSTUDY_LIBTORCH=$sandbox set_up require_libtorch_folder) >"$sandbox/out" 2>&1
equal "a folder without a libtorch is refused" 5 $?
rm "$sandbox/repository/build/stamp"

# --- The launcher, with a program in place that shows its arguments
cp "$repository/wmstudy" "$sandbox/repository/"
mkdir -p "$sandbox/repository/build/app-1"
printf '#!/bin/sh\nprintf "[%%s]" "$@"\nexit 4\n' >"$sandbox/repository/build/app-1/wmstudy"
chmod +x "$sandbox/repository/build/app-1/wmstudy"
printf '#!/bin/sh\n' >"$sandbox/prefix/dotnet"
chmod +x "$sandbox/prefix/dotnet"
printf 'app-1\n%s\n' "$sandbox/prefix" >"$sandbox/repository/build/stamp"
passed_on=$("$sandbox/repository/wmstudy" run 'a study.wmstudy' '' '--set=x=*')
equal "the program's exit code is the launcher's" 4 $?
equal "arguments are passed on as they are" '[run][a study.wmstudy][][--set=x=*]' "$passed_on"
ln -s "$sandbox/repository/wmstudy" "$sandbox/link"
equal "the launcher may be started through a link" '[--version]' "$("$sandbox/link" --version)"
equal "and from its own folder" '[--version]' "$(cd "$sandbox/repository" && ./wmstudy --version)"
equal "and through PATH" '[--version]' "$(cd / && PATH=$sandbox/repository:$PATH wmstudy --version)"

# --- The script that runs all tests, with projects whose tests are made up: how each ends, what it reports and after how long.
# That the launcher starts is one test more.
tree=$sandbox/tree
mkdir -p "$tree/tests" "$tree/src/Setup" "$sandbox/bin"
cp "$repository/tests/run.sh" "$tree/tests/"
cp "$repository/src/Setup/"{progress,build}.sh "$tree/src/Setup/"
printf 'use_prefixes() { :; }\nrequire() { :; }\nset_up_examples() { :; }\n' | tee "$tree/src/Setup/"{packages,data}.sh >"$sandbox/out"
printf '#!/bin/sh\n' >"$tree/wmstudy"
cat >"$sandbox/bin/dotnet" <<'SCRIPT'
#!/usr/bin/env bash
[[ $1 == --list-sdks ]] && echo "10.0.100 [/nowhere]"
[[ $1 == test ]] || exit 0
folder=$(dirname -- "$2") name=$(basename -- "${2%.*}")
echo "begun $name" >>"$folder/../../order"
source "$folder/ends"
echo "ended $name" >>"$folder/../../order"
[[ -n $counters ]] && printf '<Counters %s/>\n' "$counters" >"build/tests/$name.trx"
echo "output of $name"
exit "$status"
SCRIPT
chmod +x "$tree/wmstudy" "$sandbox/bin/dotnet"

# made_up NAME STATUS COUNTERS [COMMAND]: tests that end so, once the command has.
made_up() {
    mkdir -p "$tree/tests/$1"
    echo "Microsoft.NET.Test.Sdk" >"$tree/tests/$1/$1.csproj"
    printf '%s\nstatus=%s counters=%q\n' "${4:-}" "$2" "$3" >"$tree/tests/$1/ends"
}
made_up EndToEnd 0 'total="5" executed="4" passed="4"'
made_up Ending.A 1 'total="3" executed="3" passed="2"' 'until grep -qs "ended Ending.D" "$folder/../../order"; do sleep 0.1; done; sleep 1'
made_up Ending.B 0 'total="7" executed="7" passed="7"'
made_up Ending.C 134 'total="2" executed="2" passed="2"'
made_up Ending.D 134 ''
mkdir -p "$tree/tests/Library" && echo "no tests" >"$tree/tests/Library/Library.csproj"
said=$(PATH=$sandbox/bin:$PATH bash "$tree/tests/run.sh" --quick Ending.)
equal "a test that fails is the exit code of all" 1 $?
equal "tests are counted over projects, and one that dies or reports nothing is a failure" "12 passed, 3 failed" \
    "$(tail -n 1 <<<"$said")"
equal "what a project prints stands together, in the order in which they end" \
    "Ending.B Ending.B Ending.C Ending.C Ending.D Ending.D Ending.A Ending.A" \
    "$(sed -n 's/^==> \(Ending..\),.*/\1/p; s/^output of //p' <<<"$said" | xargs)"
equal "two projects run at a time" "begun begun ended begun ended begun ended ended" "$(cut -d ' ' -f 1 "$tree/order" | xargs)"
rm "$tree/order"
said=$(PATH=$sandbox/bin:$PATH bash "$tree/tests/run.sh" --quick End)
equal "EndToEnd runs alone and last" "begun EndToEnd ended EndToEnd" "$(tail -n 2 "$tree/order" | xargs)"
contains "tests that were not run are counted" "16 passed, 3 failed, 1 skipped" "$(tail -n 1 <<<"$said")"

exit $((failures > 0))
