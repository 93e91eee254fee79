// What would a network of 32, 64 or 128 latents take, and what does the number change in the results? One study, planned
// with three values of its parameter, over files that are not here:
//
//     dotnet fsi what-latents-cost.fsx
#r "nuget: WhiteMatter.Planning, 0.1.0"

open System.Collections.Immutable
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Hosting
open WhiteMatter.Planning

let study =
    SourceText(
        "learned.wmstudy",
        """wmstudy 1
study learned { build = GRCh37 }
param latents : int = 128
cohort everyone { table = tsv("people.tsv", id = IID), columns { age : y } }
cohort pretraining from everyone { sample = 20% }
cohort discovery from everyone - pretraining
genotypes chips from discovery { bed = "chips.bed", keep = maf >= 0.01 }
images fa from everyone { path = "fa/{IID}.nii.gz", mask = "mask.nii.gz", normalise = zscore }
model udr from fa {
  fit_on       = pretraining
  architecture = conv_autoencoder(channels = [16, 32, 64, 128, 256], latents = latents)
}
phenotypes traits from udr { apply_to = discovery }
gwas g from discovery { traits = traits, genotypes = chips, adjust = age, transform = rank_int }
joint together from g { method = jagwas }
report page { show = [training(udr), manhattan(together)] }
"""
    )

let size = ImmutableArray.Create<int>([| 182; 218; 182 |])

let mni =
    ImmutableArray.Create<double>([| -1.0; 0.0; 0.0; 90.0; 0.0; 1.0; 0.0; -126.0; 0.0; 0.0; 1.0; -72.0 |])

let column name content =
    TableColumn(name, content, ImmutableArray.Empty)

let host =
    InMemoryHost()
        .WithMachine(MachineResources(16, 128_000_000_000L))
        .WithTable(
            "people.tsv",
            TableHeader(
                ImmutableArray.Create(column "IID" ColumnContent.Text, column "age" ColumnContent.Number),
                20_000L,
                true
            )
        )
        .WithGenotypes("chips.bed", 20_000L, 500_000L, ImmutableArray.Create("1", "2"))
        .WithImages("fa/{IID}.nii.gz", 20_000L, 19_000L, size, mni)
        .WithImage("mask.nii.gz", size, mni)

let planOf (latents: int) =
    let request = {
        Checker.request study with
            Parameters = Map [ ("latents", string latents) ]
    }

    match (Checker.check request host CancellationToken.None).Result with
    | { Study = Some checked' } -> (Planner.plan PlanOptions.Default checked' host CancellationToken.None).Result.Plan
    | result -> failwith (DiagnosticText.json result.Diagnostics)

let hours (plan: ExecutionPlan) =
    (plan.Steps |> Seq.sumBy _.Cost.CpuSeconds) / 3600.0

let gigabytes (plan: ExecutionPlan) =
    float (plan.Steps |> Seq.map _.Cost.MemoryBytes |> Seq.max) / 1e9

let plans = [ 32; 64; 128 ] |> List.map (fun latents -> latents, planOf latents)

for latents, plan in plans do
    printfn
        "%3d latents: %d steps, %.0f hours of a core, %.1f GB"
        latents
        plan.Steps.Length
        (hours plan)
        (gigabytes plan)

printfn "\nFrom 32 to 128:"
printf "%s" (PlanDifference.render false (PlanDifference.between (snd plans[0]) (snd plans[2])))
