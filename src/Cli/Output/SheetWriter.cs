using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Howdah.Cli.Output;

internal static class SheetWriter
{
    private const string Gap = "  ";
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Sheet sheet, OutputForm form, TextWriter output)
    {
        if (form == OutputForm.Json)
        {
            output.WriteLine(Json(sheet));
        }
        else
        {
            WriteTable(sheet, output);
        }
    }

    private static void WriteTable(Sheet sheet, TextWriter output)
    {
        List<string[]> lines = [[.. sheet.Columns.Select(Heading)], .. sheet.Rows.Select(row => row.Select(Cell).ToArray())];
        var widths = Enumerable.Range(0, sheet.Columns.Count).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            output.WriteLine(string.Join(Gap, line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static string Heading(string column) => string.Concat(column.Select(c => char.IsUpper(c) ? " " + c : char.ToUpperInvariant(c).ToString())).ToUpperInvariant();

    /// <summary>Control characters would break the table, or do worse to a terminal.</summary>
    private static string Cell(object? value) => string.Concat(Text(value).Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static string Text(object? value) => value switch
    {
        null => "-",
        bool flag => flag ? "yes" : "no",
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds < 60 ? $"{span.TotalSeconds:0.0}s" : span.ToString(span.TotalDays < 1 ? @"hh\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
        RawJson json => json.Text,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Json(Sheet sheet)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            if (!sheet.IsSingle)
            {
                writer.WriteStartArray();
            }

            foreach (var row in sheet.Rows)
            {
                writer.WriteStartObject();
                for (var column = 0; column < row.Count; column++)
                {
                    writer.WritePropertyName(sheet.Columns[column]);
                    WriteValue(writer, row[column]);
                }

                writer.WriteEndObject();
            }

            if (!sheet.IsSingle)
            {
                writer.WriteEndArray();
            }
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int or long or short:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case TimeSpan span:
                writer.WriteNumberValue(span.TotalSeconds);
                break;
            case DateTimeOffset instant:
                writer.WriteStringValue(instant);
                break;
            case RawJson json:
                writer.WriteRawValue(json.Text);
                break;
            default:
                writer.WriteStringValue((string)value);
                break;
        }
    }
}
