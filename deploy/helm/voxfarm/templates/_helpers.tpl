{{/* Names end below the 63 characters of a label, "-worker-gpu" included. */}}
{{- define "voxfarm.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What a service or a budget finds its pods by: (dict "root" $ "part" "dispatcher") */}}
{{- define "voxfarm.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "voxfarm.labels" -}}
{{ include "voxfarm.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "voxfarm.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "voxfarm.name" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* (dict "root" $ "name" "worker-cpu") */}}
{{- define "voxfarm.image" -}}
{{- $image := .root.Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ $image.prefix }}/{{ .name }}:{{ default .root.Chart.AppVersion $image.tag }}
{{- end -}}

{{/* config.yml: (dict "root" $ "worker" .Values.worker), the worker left out for a dispatcher */}}
{{- define "voxfarm.config" -}}
{{- $values := .root.Values -}}
{{- $kafka := dict "bootstrap-servers" $values.kafka.bootstrapServers "prefix" $values.kafka.prefix "replication-factor" $values.kafka.replicationFactor -}}
{{- with $values.kafka.properties }}{{ $_ := set $kafka "properties" . }}{{ end -}}
{{- $store := dict "region" $values.s3.region "bucket" $values.s3.bucket "path-style" $values.s3.pathStyle -}}
{{- with $values.s3.endpoint }}{{ $_ := set $store "endpoint" . }}{{ end -}}
{{- with $values.s3.publicEndpoint }}{{ $_ := set $store "public-endpoint" . }}{{ end -}}
{{- with $values.s3.prefix }}{{ $_ := set $store "prefix" . }}{{ end -}}
{{- if $values.s3.existingSecret }}
{{- $_ := set $store "access-key" "${file:/etc/voxfarm/secrets/s3/access-key}" -}}
{{- $_ := set $store "secret-key" "${file:/etc/voxfarm/secrets/s3/secret-key}" -}}
{{- end -}}
{{- if or $values.s3.caSecret $values.s3.caConfigMap }}{{ $_ := set $store "ca-file" "/etc/voxfarm/secrets/s3-ca/ca.crt" }}{{ end -}}
{{- $config := dict "kafka" $kafka "store" $store -}}
{{- if .worker }}
{{- $_ := set $config "worker" (dict "slots" .worker.slots "memory-mib" .worker.memoryMib "drain-seconds" .worker.drainSeconds "http" (dict "host" "0.0.0.0")) -}}
{{- else }}
{{- if and (eq $values.http.auth "auto") (not $values.http.keys) }}
{{- fail "http.keys: expected who may call, as \"voxfarm key\" makes it, or http.auth: \"off\"" -}}
{{- end }}
{{- $http := dict "host" "0.0.0.0" "auth" $values.http.auth -}}
{{- with $values.http.keys }}{{ $_ := set $http "keys" . }}{{ end -}}
{{- with $values.http.allowedHosts }}{{ $_ := set $http "allowed-hosts" . }}{{ end -}}
{{- with $values.http.corsOrigins }}{{ $_ := set $http "cors-origins" . }}{{ end -}}
{{- $_ := set $config "http" $http -}}
{{- if $values.keda.enabled }}{{ $_ := set $config "scaler" (dict "host" "0.0.0.0" "port" $values.keda.port) }}{{ end -}}
{{- end }}
{{- toYaml (mergeOverwrite $config (deepCopy $values.config)) -}}
{{- end -}}

{{- define "voxfarm.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "voxfarm.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "voxfarm.mounts" -}}
- {name: config, mountPath: /etc/voxfarm/config.yml, subPath: config.yml, readOnly: true}
- {name: temporary, mountPath: /tmp}
- {name: data, mountPath: /var/lib/voxfarm}
{{- if .Values.s3.existingSecret }}
- {name: s3, mountPath: /etc/voxfarm/secrets/s3, readOnly: true}
{{- end }}
{{- if .Values.kafka.existingSecret }}
- {name: kafka, mountPath: /etc/voxfarm/secrets/kafka, readOnly: true}
{{- end }}
{{- if or .Values.s3.caSecret .Values.s3.caConfigMap }}
- {name: s3-ca, mountPath: /etc/voxfarm/secrets/s3-ca, readOnly: true}
{{- end }}
{{- end -}}

{{/* (dict "root" $ "config" NAME "size" "10Gi") */}}
{{- define "voxfarm.volumes" -}}
{{- $values := .root.Values -}}
- name: config
  configMap: {name: {{ .config }}}
- name: temporary
  emptyDir: {}
- name: data
  emptyDir: {sizeLimit: {{ .size }}}
{{- with $values.s3.existingSecret }}
- name: s3
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with $values.kafka.existingSecret }}
- name: kafka
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- if $values.s3.caSecret }}
- name: s3-ca
  secret: {secretName: {{ $values.s3.caSecret }}, items: [{key: ca.crt, path: ca.crt}]}
{{- else if $values.s3.caConfigMap }}
- name: s3-ca
  configMap: {name: {{ $values.s3.caConfigMap }}, items: [{key: ca.crt, path: ca.crt}]}
{{- end }}
{{- end -}}

{{/* Pods of one kind keep apart, where there is room: (dict "root" $ "part" "worker" "own" .Values.worker.affinity) */}}
{{- define "voxfarm.affinity" -}}
{{- if .own -}}
{{- toYaml .own -}}
{{- else -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "voxfarm.selector" . | nindent 12 }}
    - weight: 50
      podAffinityTerm:
        topologyKey: topology.kubernetes.io/zone
        labelSelector:
          matchLabels:
            {{- include "voxfarm.selector" . | nindent 12 }}
{{- end -}}
{{- end -}}

{{/* A Deployment of workers: (dict "root" $ "part" "worker" "image" "worker-cpu" "device" "cpu" "values" .Values.worker "scaled" false); the number of one
that is scaled is KEDA's */}}
{{- define "voxfarm.worker" -}}
{{- $name := printf "%s-%s" (include "voxfarm.name" .root) .part -}}
{{- $config := include "voxfarm.config" (dict "root" .root "worker" .values) -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  labels:
    {{- include "voxfarm.labels" . | nindent 4 }}
data:
  config.yml: |
    {{- $config | nindent 4 }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels:
    {{- include "voxfarm.labels" . | nindent 4 }}
spec:
  {{- if not .scaled }}
  replicas: {{ .values.replicas }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "voxfarm.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "voxfarm.labels" . | nindent 8 }}
      annotations:
        checksum/config: {{ sha256sum $config }}
        prometheus.io/scrape: "true"
        prometheus.io/port: "9877"
        {{- with .values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "voxfarm.serviceAccount" .root }}
      automountServiceAccountToken: false
      # beyond the time in which jobs in hand end or go back
      terminationGracePeriodSeconds: {{ add .values.drainSeconds 15 }}
      {{- with .values.runtimeClassName }}
      runtimeClassName: {{ . }}
      {{- end }}
      {{- with .root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "voxfarm.podSecurity" . | nindent 8 }}
      containers:
        - name: worker
          image: {{ include "voxfarm.image" (dict "root" .root "name" .image) }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args: ["worker", "--config", "/etc/voxfarm/config.yml", "--device", {{ .device | quote }}]
          {{- with .values.env }}
          env:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          ports:
            - {name: health, containerPort: 9877}
          # it imports its voices first, and says meanwhile that it lives
          startupProbe:
            httpGet: {path: /healthz, port: health}
            periodSeconds: 5
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /healthz, port: health}
            periodSeconds: 15
            timeoutSeconds: 5
          readinessProbe:
            httpGet: {path: /readyz, port: health}
            periodSeconds: 10
            timeoutSeconds: 10
          resources:
            {{- $resources := deepCopy .values.resources }}
            {{- if .values.gpus }}
            {{- $limits := default dict $resources.limits }}
            {{- $_ := set $limits .values.gpuResource .values.gpus }}
            {{- $_ := set $resources "limits" $limits }}
            {{- end }}
            {{- toYaml $resources | nindent 12 }}
          securityContext:
            {{- include "voxfarm.containerSecurity" . | nindent 12 }}
          volumeMounts:
            {{- include "voxfarm.mounts" .root | nindent 12 }}
      volumes:
        {{- include "voxfarm.volumes" (dict "root" .root "config" $name "size" .values.cacheSize) | nindent 8 }}
      affinity:
        {{- include "voxfarm.affinity" (dict "root" .root "part" .part "own" .values.affinity) | nindent 8 }}
      {{- with .values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  labels:
    {{- include "voxfarm.labels" . | nindent 4 }}
spec:
  {{- toYaml .values.podDisruptionBudget | nindent 2 }}
  selector:
    matchLabels:
      {{- include "voxfarm.selector" . | nindent 6 }}
{{- end -}}
