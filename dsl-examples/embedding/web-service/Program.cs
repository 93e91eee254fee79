// A web service that plans the studies which strangers post, over a catalogue of files that are not on this machine:
//
//     curl --data-binary @study.wmstudy http://localhost:5000/plan
//
// It answers 200 with the plan and what was found, 422 with what is wrong, 413 to a body that is too long, and 503 where
// the time is up or too many ask at once. Nothing is computed and no file is opened.
using Microsoft.AspNetCore.RateLimiting;
using WebService;
using WhiteMatter.Language;
using WhiteMatter.Plan;

const long LongestStudy = 256 * 1024;

var builder = WebApplication.CreateBuilder(args);
var patience = TimeSpan.FromSeconds(builder.Configuration.GetValue("seconds", 10.0));
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = LongestStudy);

// The parser does not look at the clock: that so few run at once is what keeps the machine.
builder.Services.AddRateLimiter(limiter => limiter.AddConcurrencyLimiter("plan", options =>
{
    options.PermitLimit = builder.Configuration.GetValue("at-once", Environment.ProcessorCount);
    options.QueueLimit = builder.Configuration.GetValue("waiting", 64);
}));

var app = builder.Build();
app.UseRateLimiter();
app.MapGet("/catalogue", () => Catalogue.Names);
app.MapPost("/plan", PlanAsync).RequireRateLimiting("plan");
app.Run();

async Task<IResult> PlanAsync(HttpRequest request)
{
    using var time = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
    time.CancelAfter(patience);
    try
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(time.Token);
        var answer = await PostedStudy.PlanAsync(text, Catalogue.Host, time.Token);
        return answer.Plan is { } plan
            ? Results.Content($$"""{"findings":{{answer.Findings}},"plan":{{PlanJson.Serialize(plan)}}}""", "application/json")
            : Results.Content($$"""{"findings":{{answer.Findings}}}""", "application/json", statusCode: StatusCodes.Status422UnprocessableEntity);
    }
    catch (BadHttpRequestException refused)
    {
        return Results.StatusCode(refused.StatusCode);
    }
    catch (OperationCanceledException)
    {
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
