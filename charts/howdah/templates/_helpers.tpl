{{/* The release's name, with the chart's unless it is in there already. */}}
{{- define "howdah.fullname" -}}
{{- if contains "howdah" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-howdah" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "howdah.selectorLabels" -}}
app.kubernetes.io/name: howdah
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "howdah.labels" -}}
{{ include "howdah.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "howdah.image" -}}
{{- .Values.image.reference | default (printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion)) -}}
{{- end -}}

{{- define "howdah.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "howdah.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "howdah.subject" -}}
- kind: ServiceAccount
  name: {{ include "howdah.serviceAccount" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}

{{/* The webhook's Service, Secret and configuration. */}}
{{- define "howdah.webhook" -}}
{{ include "howdah.fullname" . }}-webhook
{{- end -}}
