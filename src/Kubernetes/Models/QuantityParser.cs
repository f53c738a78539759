using System.Globalization;

namespace Howdah.Kubernetes.Models;

/// <summary>
/// The grammar of resource quantities: a signed decimal number and a suffix, binary (<c>Ki</c> to <c>Ei</c>), decimal (<c>n</c> to <c>E</c>)
/// or an exponent (<c>e3</c>). Kubernetes API reference, "Quantity".
/// </summary>
internal static class QuantityParser
{
    private const decimal Max = long.MaxValue;
    private const decimal NanosPerUnit = 1_000_000_000m;
    private const int MaxSignificantDigits = 28;

    /// <summary>Past this power of ten every non-zero amount is capped, before it every amount rounds up to one nano unit.</summary>
    private const int ExponentBound = 64;

    public static bool TryParse(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        var position = 0;
        var negative = TakeSign(text, ref position);
        var start = position;
        while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '.'))
        {
            position++;
        }

        if (!TryNumber(text[start..position], out var digits, out var exponent, out var inexact)
            || !TrySuffix(text[position..], out var factor, out var power))
        {
            return false;
        }

        value = Scale(digits, exponent + power, factor, inexact);
        value = negative ? -value : value;
        return true;
    }

    private static bool TakeSign(ReadOnlySpan<char> text, ref int position)
    {
        if (position < text.Length && text[position] is '+' or '-')
        {
            return text[position++] == '-';
        }

        return false;
    }

    /// <summary>Digits as an integer times 10^exponent; digits past the 28th are dropped and reported as inexact.</summary>
    private static bool TryNumber(ReadOnlySpan<char> number, out decimal digits, out int exponent, out bool inexact)
    {
        digits = 0;
        exponent = 0;
        inexact = false;
        var seenDigit = false;
        var seenPoint = false;
        var significant = 0;
        foreach (var c in number)
        {
            if (c == '.')
            {
                if (seenPoint)
                {
                    return false;
                }

                seenPoint = true;
                continue;
            }

            seenDigit = true;
            if (significant < MaxSignificantDigits)
            {
                digits = (digits * 10) + (c - '0');
                significant += digits == 0 ? 0 : 1;
                exponent -= seenPoint ? 1 : 0;
            }
            else
            {
                inexact |= c != '0';
                exponent += seenPoint ? 0 : 1;
            }
        }

        return seenDigit;
    }

    private static bool TrySuffix(ReadOnlySpan<char> suffix, out decimal factor, out int power)
    {
        (factor, power) = suffix switch
        {
            "" => (1m, 0),
            "n" => (1m, -9),
            "u" => (1m, -6),
            "m" => (1m, -3),
            "k" => (1m, 3),
            "M" => (1m, 6),
            "G" => (1m, 9),
            "T" => (1m, 12),
            "P" => (1m, 15),
            "E" => (1m, 18),
            "Ki" => (1024m, 0),
            "Mi" => (1048576m, 0),
            "Gi" => (1073741824m, 0),
            "Ti" => (1099511627776m, 0),
            "Pi" => (1125899906842624m, 0),
            "Ei" => (1152921504606846976m, 0),
            _ => (0m, 0),
        };
        return factor != 0 || TryExponent(suffix, out factor, out power);
    }

    private static bool TryExponent(ReadOnlySpan<char> suffix, out decimal factor, out int power)
    {
        factor = 1;
        power = 0;
        return suffix.Length > 1
            && suffix[0] is 'e' or 'E'
            && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power);
    }

    private static decimal Scale(decimal digits, long exponent, decimal factor, bool inexact)
    {
        if (digits == 0)
        {
            return 0;
        }

        if (exponent > ExponentBound)
        {
            return Max;
        }

        if (exponent < -ExponentBound)
        {
            return 1 / NanosPerUnit;
        }

        var exact = new ExactDecimal((System.Numerics.BigInteger)digits * (System.Numerics.BigInteger)factor, (int)exponent);
        return exact.ToCappedNanos(inexact) is { } nanos ? nanos / NanosPerUnit : Max;
    }

    /// <summary>mantissa × 10^exponent without loss.</summary>
    private readonly record struct ExactDecimal(System.Numerics.BigInteger Mantissa, int Exponent)
    {
        private static readonly System.Numerics.BigInteger MaxNanos = new System.Numerics.BigInteger(long.MaxValue) * 1_000_000_000;

        /// <summary>Rounded up to whole nanos; null beyond the cap.</summary>
        public decimal? ToCappedNanos(bool inexact)
        {
            var shift = Exponent + 9;
            var power = System.Numerics.BigInteger.Pow(10, Math.Abs(shift));
            var nanos = shift >= 0 ? Mantissa * power : System.Numerics.BigInteger.DivRem(Mantissa, power, out var rest) + (rest.IsZero ? 0 : 1);
            if (inexact && shift >= 0)
            {
                nanos += 1;
            }

            return nanos > MaxNanos ? null : (decimal)nanos;
        }
    }
}
