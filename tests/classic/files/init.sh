#!/bin/sh
echo ключ
