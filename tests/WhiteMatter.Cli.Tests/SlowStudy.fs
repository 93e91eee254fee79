/// A study whose association takes some seconds, so that it can be stopped in the middle.
module WhiteMatter.Cli.Tests.SlowStudy

open System
open System.IO
open System.Text
open WhiteMatter.Cli.Tests.Calls

let private people = 2_000
let private variants = 20_000
let private traits = 600

/// On one core, so that it takes as long on any machine of several.
let text =
    """wmstudy 1

study slow { build = GRCh37, cores = 1 }
cohort everyone { table = tsv("slow.tsv", id = iid) }
genotypes chips from everyone { bed = "slow.bed" }
phenotypes traits from everyone { columns = all }
gwas g from everyone { traits = traits, genotypes = chips, top = 1 }
"""

/// Writes the study and its data, drawn of a fixed seed; returns the study's path.
let write (folder: Folder) : string =
    let random = Random 1

    do
        use bed = File.Create(folder.Path "slow.bed")
        bed.Write [| 0x6cuy; 0x1buy; 0x01uy |]
        let row = Array.zeroCreate<byte>(people / 4)

        for _ in 1..variants do
            random.NextBytes row

            // The two bits 01 mean missing: no genotype is.
            for at in 0 .. row.Length - 1 do
                row[at] <- row[at] ||| ((row[at] &&& 0x55uy) <<< 1)

            bed.Write row

    let lines name (one: int -> string) count =
        let text = StringBuilder()

        for at in 0 .. count - 1 do
            text.Append(one at).Append '\n' |> ignore

        folder.Write(name, text.ToString()) |> ignore

    lines "slow.bim" (fun at -> $"1\tv{at}\t0\t{at + 1}\tA\tC") variants
    lines "slow.fam" (fun at -> $"p{at} p{at} 0 0 1 -9") people

    lines
        "slow.tsv"
        (fun at ->
            if at = 0 then
                "iid\t" + String.Join('\t', [ for trait' in 1..traits -> $"t{trait'}" ])
            else
                $"p{at - 1}\t" + String.Join('\t', [ for _ in 1..traits -> random.Next 1000 ]))
        (people + 1)

    folder.Write("slow.wmstudy", text)
