#!/usr/bin/env bash
# Sets up and runs all tests, and ends with one line: N passed, N failed[, N skipped].
#
#   tests/run.sh [--quick] [NAME]
#
#   --quick   without the checks of layout and without the sanitizer build
#   NAME      only the parts whose name contains NAME: layout, Setup, Native, Web, or a test project,
#             such as WhiteMatter.Plan.Tests
#
# A part that fails does not stop the others. A build that fails, files out of layout, a test program that dies and one
# without a single test count as one failure each. The exit code is 0 if nothing failed, else 1. Results are kept under build/tests.
set -uo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit 1
root=$PWD

quick=false filter=
for argument in "$@"; do
    case $argument in
    --quick) quick=true ;;
    -h | --help)
        sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    -*)
        printf 'tests/run.sh: unknown option %s\n' "$argument" >&2
        exit 2
        ;;
    *) filter=$argument ;;
    esac
done

# shellcheck source=src/Setup/progress.sh
source src/Setup/progress.sh
# shellcheck source=src/Setup/packages.sh
source src/Setup/packages.sh
# shellcheck source=src/Setup/build.sh
source src/Setup/build.sh
# shellcheck source=src/Setup/data.sh
source src/Setup/data.sh

results=$root/build/tests
setup_log=$results/setup.log
passed=0 failed=0 skipped=0
failures=()

heading() { printf '\n==> %s (%s s)\n' "$1" "$SECONDS"; }

# add PART PASSED FAILED SKIPPED
add() {
    printf '    %s: %d passed, %d failed, %d skipped\n' "$@"
    passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
    (($3 == 0)) || failures+=("$1: $3 failed")
}

# check NAME COMMAND...: one check, which passes when the command does.
check() {
    local name=$1
    shift
    if "$@" </dev/null; then add "$name" 1 0 0; else add "$name" 0 1 0; fi
}

wanted() { [[ -z $filter || ${1,,} == *"${filter,,}"* ]]; }

finish() {
    local line
    heading "done"
    for line in "${failures[@]}"; do printf '    %s\n' "$line"; done
    line="$passed passed, $failed failed"
    ((skipped == 0)) || line+=", $skipped skipped"
    printf '%s\n' "$line"
    ((failed == 0 && passed > 0))
    exit
}

set_up() {
    heading "setting up"
    rm -rf "$results"
    mkdir -p "$results"
    use_prefixes
    # In subshells: what cannot be installed or unpacked is one failure, and the tests that need it say so themselves.
    (require build tests) || add "set-up of packages" 0 1 0
    (prepare_dotnet) || { add "set-up of .NET" 0 1 0; finish; }
    prepare_dotnet
    (set_up_examples bolt-lmm fastqtl mricron) || add "set-up of the examples' data" 0 1 0
}

build_all() {
    heading "building"
    check "the launcher builds and starts the program" ./wmstudy --version
    if ! build_native "$root/build/native" -DWM_TESTS=ON; then
        show_log_end
        add "native build" 0 1 0
    fi
    if ! quietly "restoring" "$dotnet" restore WhiteMatter.Dsl.sln --locked-mode --disable-build-servers ||
        ! quietly "building" "$dotnet" build WhiteMatter.Dsl.sln -c "$configuration" --no-restore --disable-build-servers \
            -v minimal; then
        show_log_end
        add ".NET build" 0 1 0
    fi
}

# shellcheck disable=SC2317 # called by check_native_layout
# The files of the repository with one of these endings, NUL-separated; also those that git does not know yet.
files_ending() {
    git ls-files -z --cached --others --exclude-standard -- "${@/#/*.}" 2>/dev/null | while IFS= read -r -d '' file; do
        [[ -f $file ]] && printf '%s\0' "$file"
    done
}

check_layout() {
    heading "layout"
    check "F# as fantomas writes it" check_fsharp_layout
    check "C# as dotnet format writes it" "$dotnet" format whitespace WhiteMatter.Dsl.sln --no-restore \
        --verify-no-changes --verbosity quiet
    check "C++ as clang-format writes it" check_native_layout
}

# shellcheck disable=SC2317 # called by check
check_fsharp_layout() {
    quietly "restoring fantomas" "$dotnet" tool restore && "$dotnet" fantomas --check src tests
}

# shellcheck disable=SC2317 # called by check
check_native_layout() {
    local file status=0
    while IFS= read -r -d '' file; do
        clang-format --dry-run -Werror "$file" >>"$results/clang-format.log" 2>&1 && continue
        printf '! %s needs formatting.\n' "$file"
        status=1
    done < <(files_ending cpp hpp h inc)
    return "$status"
}

# run_ctest PART FOLDER
run_ctest() {
    local part=$1 folder=$2 report=$results/$1.xml tests failures_here skipped_here
    if [[ ! -e $folder/CTestTestfile.cmake ]]; then
        add "$part" 0 1 0
        return
    fi
    ctest --test-dir "$folder" --output-on-failure --no-tests=error --timeout 600 --parallel "$(parallel_jobs)" \
        --output-junit "$report" --quiet </dev/null >"$results/$part.log" 2>&1 || cat "$results/$part.log"
    tests=$(junit_count tests "$report")
    failures_here=$(junit_count failures "$report")
    skipped_here=$(($(junit_count skipped "$report") + $(junit_count disabled "$report")))
    if ((tests == 0)); then
        add "$part" 0 1 0
    else
        add "$part" $((tests - failures_here - skipped_here)) "$failures_here" "$skipped_here"
    fi
}

# junit_count ATTRIBUTE FILE: that attribute of the file's test suite, 0 if there is none.
junit_count() {
    local number
    number=$(tr '\n\t' '  ' <"$2" 2>/dev/null | grep -o '<testsuite [^>]*' | head -n 1 |
        grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*')
    printf '%s\n' "${number:-0}"
}

test_native() {
    [[ -e src/WhiteMatter.Native/CMakeLists.txt ]] || return 0
    heading "Native"
    run_ctest Native "$root/build/native"
    $quick && return
    heading "Native, with sanitizers"
    if build_native "$root/build/native-sanitized" -DWM_TESTS=ON -DWM_SANITIZE=ON; then
        run_ctest Native-sanitized "$root/build/native-sanitized"
    else
        show_log_end
        add "Native-sanitized" 0 1 0
    fi
}

# start_project PROJECT FILE: runs a project's tests in the background; what they print goes to a file.
start_project() {
    timeout 1800 "$dotnet" test "$2" -c "$configuration" --no-build --nologo --results-directory "$results" \
        --logger "trx;LogFileName=$1.trx" --logger "console;verbosity=minimal" </dev/null >"$results/$1.log" 2>&1 &
    running[$!]=$1 began[$!]=$SECONDS
}

# report_project: waits for whichever project ends next, and shows and counts what it did.
report_project() {
    local pid status=0 name report counters
    wait -n -p pid "${!running[@]}" || status=$?
    name=${running[$pid]} report=$results/${running[$pid]}.trx
    heading "$name, in $((SECONDS - began[$pid])) s"
    unset "running[$pid]"
    cat "$results/$name.log"
    if [[ ! -e $report ]]; then
        add "$name" 0 1 0
        return
    fi
    skip_reasons "$report"
    counters=$(grep -o '<Counters [^>]*' "$report" | head -n 1)
    local total good
    total=$(attribute total "$counters") good=$(attribute passed "$counters")
    local not_run=$((total - $(attribute executed "$counters")))
    local bad=$((total - good - not_run))
    # A test program that dies reports the tests it got to, all of them passed; one in which no test was found succeeds.
    ((bad == 0 && (status != 0 || total == 0))) && bad=1
    add "$name" "$good" "$bad" "$not_run"
}

# attribute NAME TEXT: the number that the attribute holds.
attribute() {
    local number=${2#*" $1=\""}
    printf '%d\n' "${number%%\"*}"
}

# skip_reasons REPORT: a line for each test that was skipped, with what it says about why.
skip_reasons() {
    awk '
        BEGIN { RS = "<UnitTestResult " }
        /outcome="NotExecuted"/ {
            name = $0; sub(/.*testName="/, "", name); sub(/".*/, "", name)
            why = "no reason given"
            if (match($0, /<Message>[^<]*/)) why = substr($0, RSTART + 9, RLENGTH - 9)
            else if (match($0, /<StdOut>[^<]*/)) why = substr($0, RSTART + 8, RLENGTH - 8)
            gsub(/[ \t\r\n]+/, " ", why)
            gsub(/&quot;/, "\"", why); gsub(/&lt;/, "<", why); gsub(/&gt;/, ">", why); gsub(/&amp;/, "\\&", why)
            print "    skipped: " name ": " why
        }' "$1"
}

# test_projects N FILE...: runs the wanted ones of these projects, N at a time.
test_projects() {
    local most=$1 file name
    local -A running=() began=()
    trap '((${#running[@]} == 0)) || kill "${!running[@]}"; exit 130' INT TERM
    shift
    for file; do
        name=$(basename -- "${file%.*}")
        grep -q Microsoft.NET.Test.Sdk "$file" && wanted "$name" || continue
        ((${#running[@]} < most)) || report_project
        start_project "$name" "$file"
    done
    while ((${#running[@]} > 0)); do report_project; done
    trap - INT TERM
}

# Two at a time, since each starts on one core and has a longest test that ends alone; EndToEnd fills the machine by itself.
test_dotnet() {
    local file
    local -a alone=() others=()
    for file in tests/*/*.csproj tests/*/*.fsproj; do
        [[ -e $file ]] || continue
        if [[ $file == tests/EndToEnd/* ]]; then alone+=("$file"); else others+=("$file"); fi
    done
    test_projects 2 "${others[@]}"
    test_projects 1 "${alone[@]}"
}

# The set-up scripts themselves.
test_setup() {
    local log=$results/Setup.log status=0
    heading "Setup"
    tests/Setup/run.sh </dev/null >"$log" 2>&1 || status=$?
    local bad
    bad=$(grep -c '^not ok ' "$log")
    ((status != 0 && bad == 0)) && bad=1
    ((bad == 0)) || cat "$log"
    add "Setup" "$(grep -c '^ok ' "$log")" "$bad" 0
}

# The TypeScript packages under src/ and tests/ that have tests; node's own test runner prints the counts.
test_web() {
    local file folder log status
    while IFS= read -r file; do
        grep -q '"test":' "$file" || continue
        folder=${file%/*} log=$results/web-${folder//\//-}.log status=0
        heading "Web: $folder"
        [[ -d $folder/node_modules ]] ||
            quietly "fetching npm packages" npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund || show_log_end
        npm --prefix "$folder" --silent test </dev/null >"$log" 2>&1 || status=$?
        ((status == 0)) || cat "$log"
        local good bad not_run
        good=$(node_count pass "$log") bad=$(node_count fail "$log") not_run=$(node_count skipped "$log")
        ((status != 0 && bad == 0)) && bad=1
        add "Web: $folder" "$good" "$bad" "$not_run"
    done < <(find src tests \( -name node_modules -o -name bin -o -name obj \) -prune -o -name package.json -print | sort)
}

# node_count WORD LOG: sums the lines "# WORD N" (TAP) or "i WORD N" (the other layout) of node's test runner.
node_count() {
    awk -v word="$1" '($1 == "#" || $1 == "\xe2\x84\xb9") && $2 == word && $3 ~ /^[0-9]+$/ { n += $3 } END { print n + 0 }' "$2"
}

set_up
build_all
wanted layout && ! $quick && check_layout
wanted Setup && test_setup
wanted Native && test_native
wanted Web && test_web
test_dotnet
finish
