#!/usr/bin/env bash
# What only a machine with a GPU can check, in one go and each part with a limit of its own: libwhitematter_torch built against a
# libtorch for CUDA, its tests, gradients tensor by tensor beside PyTorch, studies with cropped networks, another process and a kill,
# a GPU whose memory is full, and times beside PyTorch. Run from where the archive of tests/gpu/pack.sh was unpacked.
#
#   ./check.sh [PART ...]
#
#   PART   libraries volumes build native gradients quickstart again crop why digests digests-again kill compare full
#          others encoding phases; all of them without one
#
#   CHECK_DEVICE    cuda:0 by itself; cpu tries the script on a processor, with less of each
#   CHECK_PYTHON    the python3 that holds PyTorch and numpy, the first on PATH by itself
#   CHECK_LIBTORCH  the libtorch to build with, that of this Python by itself
#   CHECK_LIMITS    what limits are multiplied by, 1 by itself
#   CHECK_OUTPUT    where logs go, ./output by itself: summary.log, build.log, parts.log
#
# A part that fails does not stop the others, but for the build. The last line is N passed, N failed.
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

case ${1:-} in
-h | --help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac

export CHECK_DEVICE=${CHECK_DEVICE:-cuda:0} CHECK_PYTHON=${CHECK_PYTHON:-$(command -v python3)} CHECK_OUTPUT=${CHECK_OUTPUT:-$here/output}
export CHECK_BEGAN=${CHECK_BEGAN:-$(date +%s)}
export WMSTUDY_TEST_PYTHON=$CHECK_PYTHON WMSTUDY_BENCH_DEVICE=$CHECK_DEVICE DOTNET_ROOT=$here/dotnet DOTNET_CLI_TELEMETRY_OPTOUT=1
device=$CHECK_DEVICE python=$CHECK_PYTHON output=$CHECK_OUTPUT work=$here/work jobs=$(nproc)
mkdir -p "$output" "$work" || exit 1
if [[ -d $here/missing ]]; then export LD_LIBRARY_PATH=$here/missing${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; fi
if [[ $device == cpu ]]; then
    precisions=(fp32) channels='4, 8' epochs=12 long=40 filling='2, 4' beyond='2, 4' batch=4 edge=16 people=36
else
    precisions=(tf32 bf16) channels='16, 32, 64, 128' epochs=30 long=150 filling='128, 128' beyond='512, 512' batch=48 edge=64 people=72
fi

wmstudy() { "$here/dotnet/dotnet" "$here/program/wmstudy.dll" "$@"; }
gpu() { "$here/dotnet/dotnet" "$here/benchmarks/Benchmarks.dll" gpu "$@"; }
say() { printf '[%d s] %s\n' $(($(date +%s) - CHECK_BEGAN)) "$*" | tee -a "$output/summary.log"; }

# verdict TEXT COMMAND...: a line that counts.
verdict() {
    local text=$1
    shift
    if "$@"; then echo "PASSED $text"; else echo "FAILED $text"; fi
}

# of STORE NAME: files of that name in a store.
of() { find "$1/artifacts" -name "$2" 2>/dev/null | sort; }

# same FILE FILE: both are there and hold the same bytes.
same() { [[ -s ${1:-} && -s ${2:-} ]] && cmp "$1" "$2"; }

# in_pairs NAME COUNT: of so many files of that name in the store of the cropped study each stands there twice.
in_pairs() {
    of "$work/store-crop" "$1" | xargs -r sha256sum | cut -c 1-64 | sort | uniq -c |
        awk -v count="$2" '{ if ($1 % 2) odd = 1; all += $1 } END { exit odd || all != count }'
}

# best_epoch STORE: the epoch of the lowest validation loss and the last one, of each network.
best_epoch() {
    of "$1" history.tsv | while read -r file; do
        awk 'NR > 1 { if (best == "" || $3 < low) { best = $1; low = $3 } last = $1; if (NR == 2) first = $3 }
            END { print "best epoch", best + 0, "of", last ", validation loss", first, "to", low }' "$file"
    done
}

# best_is_after EPOCH STORE: whether the best epoch of the only network there is later.
best_is_after() { best_epoch "$2" | awk -v epoch="$1" '{ after = $3 > epoch } END { exit !after }'; }

# The beginning of a study of the volumes.
beginning() {
    cat <<X
wmstudy 1
study volumes { title = "Volumes whole and cut", build = GRCh37, seed = 5 }
cohort people {
  table = tsv("people.tsv", id = IID)
  columns { group : factor }
}
cohort fitted from people { include = group == "fit" }
cohort others from people { include = group == "rest" }
images fa  from people { path = "whole/{IID}.nii", mask = "mask.nii",     normalise = zscore }
images cut from people { path = "cut/{IID}.nii",   mask = "cut-mask.nii", normalise = zscore }
X
}

# model NAME IMAGES CROP PRECISION EPOCHS CHANNELS BATCH
model() {
    cat <<X
model $1 from $2 {
  fit_on       = fitted
  architecture = conv_autoencoder(channels = [$6], latents = 16)
  $3
  train { epochs = $5, batch = $7, optimiser = adam(lr = 5e-3), validation = 20%, patience = 20, device = $device, precision = $4 }
}
phenotypes latents_$1 from $1 { apply_to = others }
X
}

write_studies() {
    local precision first=${precisions[0]} last=${precisions[-1]} crop='crop = mask'
    {
        beginning
        for precision in "${precisions[@]}"; do
            for name in "boxed_$precision" "before_$precision"; do
                if [[ $name == boxed* ]]; then
                    model "$name" fa "$crop" "$precision" "$epochs" "$channels" 8
                else
                    model "$name" cut '' "$precision" "$epochs" "$channels" 8
                fi
                echo "interpretation maps_$name from $name { latents = latents_$name.traits, people = others, smoothing = 3mm }"
            done
        done
    } >crop.wmstudy
    { beginning && model long fa "$crop" "$last" "$long" "$channels" 8; } >kill.wmstudy
    { beginning && model filling fa '' "$first" 2 "$filling" "$batch"; } >filling.wmstudy
    { beginning && model beyond fa '' "$first" 2 "$beyond" "$batch"; } >beyond.wmstudy
    { beginning && model small fa '' "$last" 2 "$channels" 4; } >small.wmstudy
}

# quickstart NAME: the quickstart with a cropped network on the device, in a folder and store of its own.
quickstart() {
    cp -r "$here/quickstart" "$work/$1"
    cd "$work/$1" || return 1
    # The mask of its simulated images, from a run of it as it is up to them.
    wmstudy run quickstart.wmstudy --store before --only images:fa
    cp "$(of before mask.nii.gz | head -n 1)" data/mask.nii.gz || return 1
    sed -i -e "s/device     = cpu/device     = $device\n    precision  = ${precisions[-1]}/" -e 's/^  loss         = masked_mse/&\n  crop         = mask/' \
        -e 's/^images fa from brains {/& mask = "data\/mask.nii.gz",/' quickstart.wmstudy
    verdict "$1: its expectations hold" wmstudy run quickstart.wmstudy --store store
}

# tried STUDY MIB: runs a study with so much of the GPU's memory left, all of it where MIB is "all"; it is to succeed or to say that the GPU's memory is full.
tried() {
    local study=$1 left=$2 filler='' code attempt
    rm -rf "$work/store-full"
    if [[ $left != all ]]; then
        [[ -p $work/hold ]] || mkfifo "$work/hold"
        exec 7<>"$work/hold"
        "$python" "$here/fill.py" "$left" <"$work/hold" >"$work/fill.log" 2>&1 7>&- &
        filler=$!
        for ((attempt = 0; attempt < 300; attempt++)); do
            if grep -q '^filled' "$work/fill.log" || ! kill -0 "$filler" 2>/dev/null; then break; fi
            sleep 0.1
        done
        tail -n 1 "$work/fill.log"
    fi
    timeout 60 "$here/dotnet/dotnet" "$here/program/wmstudy.dll" run "$study.wmstudy" --store "$work/store-full" >"$work/tried.log" 2>&1
    code=$?
    if [[ -n $filler ]]; then
        exec 7>&-
        kill "$filler" 2>/dev/null
        wait "$filler" 2>/dev/null
    fi
    grep -E '^(error|warning)' "$work/tried.log"
    if ((code == 0)); then
        echo "PASSED $study with $left MiB left: there was enough"
    elif grep -q '^error WM4265' "$work/tried.log"; then
        echo "PASSED $study with $left MiB left: WM4265"
    else
        echo "FAILED $study with $left MiB left: exit code $code"
        tail -n 12 "$work/tried.log"
    fi
}

run_part() {
    case $1 in
    libraries)
        mkdir -p "$here/missing"
        for file in "$here"/libraries/*; do
            ldconfig -p | grep -qF "${file##*/} " || cp "$file" "$here/missing"
        done
        ls "$here/missing"
        ;;
    volumes)
        mkdir -p "$work/volumes" && cd "$work/volumes" || return 1
        verdict "volumes" "$python" "$here/volumes.py" . "$edge" "$people"
        write_studies
        ;;
    build)
        local torch=${CHECK_LIBTORCH:-}
        [[ -n $torch ]] || torch=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))')
        c++ --version | head -n 1
        cmake -S "$here/native" -B "$work/native" -DWM_LIBTORCH="$torch" || return 1
        if cmake --build "$work/native" -j "$jobs" -- -k; then
            echo "PASSED build against $torch"
        else
            # What a newer compiler or libtorch warns of is to be mended, and is no reason to leave out the rest.
            echo "FAILED build with warnings as errors"
            sed -i 's/ -Werror//' "$here/native/CMakeLists.txt" "$here/native/WhiteMatter.Native/torch/CMakeLists.txt"
            cmake --build "$work/native" -j "$jobs" -- -k
        fi
        [[ -f $work/native/libwhitematter_torch.so ]] || return 1
        for folder in program benchmarks; do
            cp -L "$work/native/libwhitematter_torch.so" "$work/native/libwhitematter_torch.txt" "$here/$folder" || return 1
        done
        cat "$work/native/libwhitematter_torch.txt"
        ;;
    native) verdict "tests of the interface" "$work/native/torch_tests" ;;
    gradients) verdict "gradients" gpu gradients ;;
    quickstart | again) quickstart "$1" ;;
    crop)
        cd "$work/volumes" || return 1
        verdict "cropped study" wmstudy run crop.wmstudy --store "$work/store-crop"
        best_epoch "$work/store-crop"
        verdict "latents of cropped images are those of images cropped before" in_pairs traits.bin $((2 * ${#precisions[@]}))
        verdict "so are weights" in_pairs weights.safetensors $((2 * ${#precisions[@]}))
        ;;
    why)
        cd "$work/volumes" && wmstudy why crop.wmstudy "model:boxed_${precisions[-1]}" --store "$work/store-crop" | grep -E 'cropped|crop ='
        cd "$work/quickstart" && wmstudy why quickstart.wmstudy model:udr --store store | grep -E 'cropped|crop ='
        ;;
    digests | digests-again) verdict "$1" gpu digest ;;
    kill) killed ;;
    compare)
        verdict "weights of the quickstart are the same bits in two processes" \
            same "$(of "$work/quickstart/store" weights.safetensors)" "$(of "$work/again/store" weights.safetensors)"
        grep '^DIGEST' "$work/digests.log" >"$work/digests.txt"
        grep '^DIGEST' "$work/digests-again.log" >"$work/digests-again.txt"
        verdict "digests are the same in two processes" same "$work/digests.txt" "$work/digests-again.txt"
        ;;
    full)
        cd "$work/volumes" || return 1
        if [[ $device == cpu ]]; then
            tried beyond all
            return
        fi
        tried filling 8000
        tried beyond all
        for left in 150 400 550 700 850 1000 1300; do tried small "$left"; done
        ;;
    others) verdict "times of denoising, masked and three kinds of images" gpu others-large ;;
    encoding) verdict "times of encoding by other networks" gpu encoding-networks ;;
    phases) verdict "phases of a step" gpu phases ;;
    *)
        echo "check.sh: there is no part $1" >&2
        return 2
        ;;
    esac
}

# A training that is killed at a third of its epochs and gone on with, beside one that nothing stopped.
killed() {
    cd "$work/volumes" || return 1
    local process checkpoint epoch=0
    verdict "long study" wmstudy run kill.wmstudy --store "$work/store-whole"
    best_epoch "$work/store-whole"
    "$here/dotnet/dotnet" "$here/program/wmstudy.dll" run kill.wmstudy --store "$work/store-killed" >"$work/killed.log" 2>&1 &
    process=$!
    while kill -0 "$process" 2>/dev/null; do
        checkpoint=$(find "$work/store-killed/checkpoints" -name 'epoch-*.safetensors' 2>/dev/null | sort | tail -n 1)
        epoch=${checkpoint##*epoch-}
        epoch=${epoch%.safetensors}
        if [[ -n $checkpoint ]] && ((10#$epoch >= long / 3)); then
            kill -KILL "$process"
            echo "killed at epoch $epoch"
            break
        fi
        sleep 0.05
    done
    wait "$process" 2>/dev/null
    wmstudy run kill.wmstudy --store "$work/store-killed" >"$work/resumed.log" 2>&1
    grep -E '^(error|warning|information)' "$work/resumed.log"
    # Weights that are kept from before the kill would say nothing.
    verdict "the best epoch is after the kill" best_is_after "$((10#${epoch:-0}))" "$work/store-whole"
    verdict "it went on after the kill" grep -q 'WM4264' "$work/resumed.log"
    for name in weights.safetensors traits.bin; do
        verdict "$name after a kill" same "$(of "$work/store-whole" "$name")" "$(of "$work/store-killed" "$name")"
    done
}

# step PART SECONDS: a part in a process of its own, ended at its limit, with what it said in the logs.
step() {
    local part=$1 code log=parts
    [[ $part == build ]] && log=build
    say "begins: $part"
    timeout -k 5 $(($2 * ${CHECK_LIMITS:-1})) bash "$here/check.sh" "$part" >"$work/$part.log" 2>&1
    code=$?
    ((code == 0)) || echo "FAILED $part: exit code $code" >>"$work/$part.log"
    { echo "######## $part" && head -c 400000 "$work/$part.log"; } >>"$output/$log.log"
    say "ended: $part, exit code $code"
    grep -aE '^(PASSED|FAILED|GRADIENTS|PHASES|DIGEST|\||libtorch|filled|best epoch|killed|whole|trains|  crop|error|warning WM4265|[A-Za-z.]*Exception)|warning:|rror:|WM4264' \
        "$work/$part.log" | cut -c 1-420 | head -n 80 | tee -a "$output/summary.log"
    return "$code"
}

if (($# > 0)); then
    for part in "$@"; do run_part "$part" || exit; done
    exit 0
fi

rm -f "$output"/{summary,build,parts}.log
say "$(date +%F) $(nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null), $jobs cores, PyTorch $("$python" -c 'import torch; print(torch.__version__)')"
rm -rf "${work:?}"/*
step libraries 20
if [[ -d $here/missing ]]; then export LD_LIBRARY_PATH=$here/missing${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; fi
step volumes 60 &
step build 200 || exit 1
wait
# What is compared and not timed runs side by side.
for part in native quickstart again crop gradients; do step "$part" 120 & done
wait
for part in why digests digests-again kill; do step "$part" 100 & done
wait
step compare 20
# What is timed runs alone.
step others 150
step full 120
step encoding 80
step phases 60
say "$(grep -ac '^PASSED' "$output/summary.log") passed, $(grep -ac '^FAILED' "$output/summary.log") failed"
! grep -aq '^FAILED' "$output/summary.log"
