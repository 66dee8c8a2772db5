# TelephonyBilling. `make help` lists the targets.
PREFIX  ?= /usr/local
DESTDIR ?=
CONFIGURATION ?= Release

sysconfdir   = $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
libdir       = $(PREFIX)/lib/telephony-billing
datadir      = $(PREFIX)/share/telephony-billing
docdir       = $(PREFIX)/share/doc/telephony-billing
unitdir      = $(PREFIX)/lib/systemd/system
publish      = artifacts/publish
places       = -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@SYSCONFDIR@|$(sysconfdir)|g' \
               -e 's|@CONFIG@|$(sysconfdir)/telephony-billing/telephony-billing.json|g'

.DEFAULT_GOAL := help
.PHONY: help build test demo bench format lint publish install uninstall clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  install and uninstall take PREFIX= (now $(PREFIX)) and DESTDIR= (to stage elsewhere)"

build: ## build everything; warnings are errors
	dotnet build -c $(CONFIGURATION) -clp:ErrorsOnly

test: ## set up and run every test, also on real Asterisk 22 and 16 (no root)
	@CONFIGURATION=$(CONFIGURATION) eng/test

demo: ## set up and show the main job live: a real Asterisk, phones and a carrier (no root)
	@CONFIGURATION=$(CONFIGURATION) eng/demo

bench: ## measure, against named baselines; writes docs/benchmarks.md
	dotnet run -c Release --project tests/TelephonyBilling.Benchmarks -- all --write

format: ## format all C# files
	@dotnet tool restore >/dev/null
	dotnet csharpier format .

lint: ## check the formatting and the shell scripts' syntax
	@dotnet tool restore >/dev/null
	dotnet csharpier check .
	@for f in eng/test eng/demo eng/judges/fetch eng/pbx/fetch eng/pbx/start eng/sounds/make .ci/run; do bash -n $$f || exit 1; done

publish: ## the program alone, ready to be copied, in artifacts/publish
	rm -rf $(publish)
	dotnet publish src/TelephonyBilling.Daemon -c $(CONFIGURATION) -o $(publish) --self-contained false -clp:ErrorsOnly
	@# SQLite comes for every system there is; systemd runs on one of them.
	find $(publish)/runtimes -mindepth 1 -maxdepth 1 ! -name 'linux*' -exec rm -rf {} +

install: publish ## put program, configuration, Asterisk files, prompts and unit in place
	install -d "$(DESTDIR)$(libdir)" "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(sysconfdir)/telephony-billing" \
	    "$(DESTDIR)$(datadir)" "$(DESTDIR)$(docdir)" "$(DESTDIR)$(unitdir)" \
	    "$(DESTDIR)$(PREFIX)/lib/sysusers.d" "$(DESTDIR)$(PREFIX)/lib/tmpfiles.d"
	cp -R $(publish)/. "$(DESTDIR)$(libdir)/"
	rm -f "$(DESTDIR)$(libdir)/telephony-billing.json"
	ln -sfn "$(libdir)/telephony-billing" "$(DESTDIR)$(PREFIX)/bin/telephony-billing"
	cp -R asterisk-config "$(DESTDIR)$(datadir)/"
	cp -R docs/examples "$(DESTDIR)$(datadir)/"
	cp -R src/TelephonyBilling.Daemon/Mail/Templates "$(DESTDIR)$(datadir)/templates"
	install -m 644 README.md CHANGELOG.md LICENSE docs/credit.md docs/invoices.md docs/mail.md docs/rates.md docs/known-limits.md "$(DESTDIR)$(docdir)/"
	install -m 640 src/TelephonyBilling.Daemon/telephony-billing.json \
	    "$(DESTDIR)$(sysconfdir)/telephony-billing/telephony-billing.json.new"
	@# A configuration that is there is somebody's work: ours is then left beside it as .new.
	@cd "$(DESTDIR)$(sysconfdir)/telephony-billing" && \
	    if [ -e telephony-billing.json ]; then echo "kept $(sysconfdir)/telephony-billing/telephony-billing.json"; \
	    else mv telephony-billing.json.new telephony-billing.json; fi
	sed $(places) systemd/telephony-billing.service >"$(DESTDIR)$(unitdir)/telephony-billing.service"
	sed $(places) systemd/telephony-billing.tmpfiles >"$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/telephony-billing.conf"
	install -m 644 systemd/telephony-billing.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/telephony-billing.conf"
	@echo "installed under $(DESTDIR)$(PREFIX); next: README.md, \"Beside an existing Asterisk\""

uninstall: ## take away what install put in place; configuration and database stay
	rm -rf "$(DESTDIR)$(libdir)" "$(DESTDIR)$(datadir)" "$(DESTDIR)$(docdir)"
	rm -f "$(DESTDIR)$(PREFIX)/bin/telephony-billing" "$(DESTDIR)$(unitdir)/telephony-billing.service" \
	    "$(DESTDIR)$(PREFIX)/lib/sysusers.d/telephony-billing.conf" "$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/telephony-billing.conf"

clean: ## remove what was built
	rm -rf artifacts
	find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
