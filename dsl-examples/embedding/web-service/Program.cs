// A web service that plans the studies which strangers post, over a catalogue of files that are not on this machine:
//
//     curl --data-binary @study.wmstudy http://localhost:5000/plan
//
// It answers 200 with the plan and what was found, 422 with what is wrong, 413 to a body that is too long, 408 to one that
// comes too slowly, and 503 where the time is up or too many ask at once. Nothing is computed and no file is opened.
using System.Threading.RateLimiting;
using WebService;
using WhiteMatter.Plan;

const long LongestStudy = 256 * 1024;

var builder = WebApplication.CreateBuilder(args);
var patience = TimeSpan.FromSeconds(builder.Configuration.GetValue("seconds", 10.0));
var patienceForBody = TimeSpan.FromSeconds(builder.Configuration.GetValue("seconds-for-body", 5.0));
builder.WebHost.ConfigureKestrel(options =>
{
    options.Limits.MaxRequestBodySize = LongestStudy;
    options.Limits.MinRequestBodyDataRate = new Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(2));
});

// The parser does not look at the clock: that so few run at once is what keeps the machine.
await using var places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
{
    PermitLimit = builder.Configuration.GetValue("at-once", Environment.ProcessorCount),
    QueueLimit = builder.Configuration.GetValue("waiting", 64),
});

var app = builder.Build();
app.MapGet("/catalogue", () => Catalogue.Names);
app.MapPost("/plan", PlanAsync);
await app.RunAsync();

async Task<IResult> PlanAsync(HttpRequest request)
{
    // Who sends slowly holds a connection and no place: a place is for a study that is here.
    string text;
    using (var timeForBody = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted))
    {
        timeForBody.CancelAfter(patienceForBody);
        try
        {
            using var reader = new StreamReader(request.Body);
            text = await reader.ReadToEndAsync(timeForBody.Token);
        }
        catch (BadHttpRequestException refused)
        {
            return Results.StatusCode(refused.StatusCode);
        }
        catch (OperationCanceledException)
        {
            return Results.StatusCode(StatusCodes.Status408RequestTimeout);
        }
    }

    using var time = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
    time.CancelAfter(patience);
    try
    {
        using var place = await places.AcquireAsync(1, time.Token);
        if (!place.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var answer = await PostedStudy.PlanAsync(text, Catalogue.Host, time.Token);
        return answer.Plan is { } plan
            ? Results.Content($$"""{"findings":{{answer.Findings}},"plan":{{PlanJson.Serialize(plan)}}}""", "application/json")
            : Results.Content($$"""{"findings":{{answer.Findings}}}""", "application/json", statusCode: StatusCodes.Status422UnprocessableEntity);
    }
    catch (OperationCanceledException)
    {
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
