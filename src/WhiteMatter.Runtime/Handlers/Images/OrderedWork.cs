namespace WhiteMatter.Runtime.Handlers.Images;

/// <summary>Work on many items by several threads, with results and failures in the order of the items.</summary>
internal static class OrderedWork
{
    /// <summary>Does the work for each item, with one thread one after the other. When several fail, the failure of the first of those begun is thrown, as it was thrown.</summary>
    /// <typeparam name="TItem">An item.</typeparam>
    /// <typeparam name="TResult">What comes of it.</typeparam>
    public static TResult[] Run<TItem, TResult>(IReadOnlyList<TItem> items, int threads, CancellationToken cancellationToken, Func<TItem, TResult> work)
    {
        var results = new TResult[items.Count];
        if (threads == 1)
        {
            for (var i = 0; i < results.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                results[i] = work(items[i]);
            }

            return results;
        }

        var failures = new System.Runtime.ExceptionServices.ExceptionDispatchInfo?[items.Count];
        Parallel.For(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, (i, state) =>
        {
            try
            {
                results[i] = work(items[i]);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failures[i] = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);
                state.Break();
            }
        });
        foreach (var failure in failures)
        {
            failure?.Throw();
        }

        return results;
    }
}
