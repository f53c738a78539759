using System.Text.RegularExpressions;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator;

/// <summary>Looks for every mistake in how an operator is put together, before anything runs.</summary>
internal sealed partial class RegistrationValidator(Registrations registrations, OperatorSettings settings, OperatorJson json, IServiceProvider services)
{
    /// <exception cref="OperatorRegistrationException">There is at least one problem.</exception>
    public void Validate()
    {
        List<string> problems =
        [
            .. registrations.Problems,
            .. Settings(),
            .. Entities(),
            .. Controllers(),
            .. Finalizers(),
            .. Informers(),
        ];
        if (problems.Count == 0)
        {
            // Building controllers runs their constructors: only when nothing simpler is wrong.
            problems.AddRange(Buildable());
        }

        if (problems.Count > 0)
        {
            throw new OperatorRegistrationException(problems);
        }
    }

    private IEnumerable<string> Settings()
    {
        if (!QualifiedName().IsMatch(settings.Name))
        {
            yield return $"The operator's name '{settings.Name}' is no valid reporting controller: letters, digits, dots and dashes, at most one slash.";
        }

        if (settings.DrainTimeout < TimeSpan.Zero || settings.EventFlushTimeout < TimeSpan.Zero)
        {
            yield return "Time-outs of the graceful stop must not be negative.";
        }

        if (settings.LeaderElection.Enabled)
        {
            foreach (var problem in OperatorServiceCollectionExtensions.ElectionOptions(settings, "default").Problems())
            {
                yield return problem;
            }
        }

        if (registrations.Controllers.Count == 0)
        {
            yield return "There is no controller.";
        }
    }

    private IEnumerable<string> Entities()
    {
        var all = registrations.Informers.Select(static wish => wish.Entity)
            .Concat(registrations.Finalizers.Select(static finalizer => finalizer.Entity))
            .Distinct();
        foreach (var entity in all)
        {
            var problem = Problem(entity);
            if (problem is not null)
            {
                yield return $"{entity.Name}: {problem}";
            }
        }

        string? Problem(Type entity)
        {
            try
            {
                var kind = ResourceKind.Of(entity);
                if (kind.Kind.Length == 0 || kind.Plural.Length == 0 || kind.Version.Length == 0)
                {
                    return "[KubernetesEntity] needs a kind, a plural name and a version.";
                }

                _ = json.Options.GetTypeInfo(entity);
                return null;
            }
            catch (InvalidOperationException missing)
            {
                return missing.Message;
            }
            catch (NotSupportedException)
            {
                return "no JSON context knows it; add one to OperatorSettings.JsonContexts.";
            }
        }
    }

    private IEnumerable<string> Controllers()
    {
        foreach (var same in registrations.Controllers.GroupBy(static controller => controller.Entity).Where(static group => group.Count() > 1))
        {
            yield return $"{same.Key.Name} has {same.Count()} controllers ({Names(same.Select(static controller => controller.Controller.Name))}); one is allowed.";
        }

        foreach (var same in registrations.Controllers.GroupBy(static controller => controller.Name).Where(static group => group.Count() > 1))
        {
            yield return $"{same.Count()} controllers are named '{same.Key}' ({Names(same.Select(static controller => controller.Controller.Name))}).";
        }

        foreach (var controller in registrations.Controllers)
        {
            foreach (var problem in controller.Problems)
            {
                yield return $"{controller.Controller.Name}: {problem}.";
            }

            if (!ControllerName().IsMatch(controller.Name))
            {
                yield return $"{controller.Controller.Name}: '{controller.Name}' is no valid name: lower-case letters, digits and dashes.";
            }

            foreach (var owned in controller.Owned.Where(owned => IsClusterScoped(owned) && !IsClusterScoped(controller.Entity)))
            {
                yield return $"{controller.Controller.Name}: {owned.Name} is cluster-scoped and cannot be owned by the namespaced {controller.Entity.Name}.";
            }
        }
    }

    private IEnumerable<string> Finalizers()
    {
        foreach (var finalizer in registrations.Finalizers)
        {
            if (!FinalizerName().IsMatch(finalizer.Id))
            {
                yield return $"{finalizer.Finalizer.Name}: '{finalizer.Id}' is no valid finalizer; it needs a domain, as in example.com/cleanup.";
            }

            if (registrations.Controllers.TrueForAll(controller => controller.Entity != finalizer.Entity))
            {
                yield return $"{finalizer.Finalizer.Name}: {finalizer.Entity.Name} has no controller, so nobody would run it.";
            }
        }

        foreach (var same in registrations.Finalizers.GroupBy(static finalizer => (finalizer.Entity, finalizer.Id)).Where(static group => group.Count() > 1))
        {
            yield return $"{same.Key.Entity.Name} has {same.Count()} finalizers '{same.Key.Id}'.";
        }
    }

    private IEnumerable<string> Informers()
    {
        foreach (var wishes in registrations.Informers.GroupBy(static wish => wish.Entity))
        {
            foreach (var (what, selectors) in new[]
            {
                ("label", wishes.Where(static wish => wish.LabelSelector is not null).Select(static wish => (wish.LabelSelector, wish.WantedBy))),
                ("field", wishes.Where(static wish => wish.FieldSelector is not null).Select(static wish => (wish.FieldSelector, wish.WantedBy))),
            })
            {
                var different = selectors.DistinctBy(static selector => selector.Item1).ToList();
                if (different.Count > 1)
                {
                    yield return $"{wishes.Key.Name} is watched with different {what} selectors: " +
                        Names(different.Select(static selector => $"'{selector.Item1}' for {selector.WantedBy}")) + ".";
                }
            }
        }
    }

    private IEnumerable<string> Buildable()
    {
        var parts = registrations.Controllers.Select(static controller => (controller.Controller, controller.ResolveController))
            .Concat(registrations.Finalizers.Select(static finalizer => (finalizer.Finalizer, finalizer.Resolve)));
        foreach (var (type, resolve) in parts)
        {
            string? problem = null;
            try
            {
                resolve(services);
            }
            catch (Exception error)
            {
                problem = error.Message;
            }

            if (problem is not null)
            {
                yield return $"{type.Name} cannot be built: {problem}";
            }
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);

    private static bool IsClusterScoped(Type entity)
    {
        try
        {
            return !ResourceKind.Of(entity).Namespaced;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ControllerName();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FinalizerName();
}
